import { expect } from 'vitest'
import { ask } from './sample-dashboard.js'
import type { Csv } from './saved-files.js'

/** What the checks of computed files ask of the API: the run of the chosen strategy, and the other. */
interface Api {
  readonly url: string
  readonly run: string
  readonly other: string
}

type Check = (file: Csv, api: Api) => Promise<void>

const CLOSE = 9

/**
 * Files whose values the page computes of answers, by the start of their names, and what they must be
 * by fields of the API that compute the same.
 */
export const DERIVED: Readonly<Record<string, Check>> = {
  months: async ({ rows }, { url, run }) => {
    const { months, years } = (
      await ask(
        url,
        `{ run(id: "${run}") { months: pnlByPeriod(by: MONTH) { period net }
          years: pnlByPeriod(by: YEAR) { period net } } }`,
      )
    ).run
    const names = Object.keys(rows[0] ?? {}).slice(1, 13)
    for (const { period, net } of months) {
      const row = rows.find(({ year }) => year === period.slice(0, 4))
      expect(Number(row?.[names[Number(period.slice(5)) - 1]])).toBeCloseTo(net, CLOSE)
    }
    expect(rows.map(({ total }) => Number(total))).toEqual(
      years.map(({ net }: { net: number }) => expect.closeTo(net, CLOSE)),
    )
  },
  'sharpe-by-cost': async ({ rows }, { url, run }) => {
    const fields = rows.map(
      ({ tradingCostBps }, i) => `c${i}: measures(tradingCostBps: ${tradingCostBps}) { netSharpe }`,
    )
    const { run: found } = await ask(url, `{ run(id: "${run}") { ${fields.join(' ')} } }`)
    rows.forEach(({ netSharpe }, i) => {
      expect(Number(netSharpe)).toBeCloseTo(found[`c${i}`].netSharpe, CLOSE)
    })
  },
  drawdowns: async ({ rows }, { url, run }) => {
    const { measures } = (await ask(url, `{ run(id: "${run}") { measures { maxDrawdown } } }`)).run
    expect(Number(rows[0]?.depth)).toBeCloseTo(measures.maxDrawdown, CLOSE)
  },
  distribution: async ({ rows }, { url, run }) => {
    const nets = await netsOf(url, run)
    const tailOf = (measure: string) =>
      Number(rows.find((row) => row.measure.startsWith(measure))?.value)
    expect(tailOf('Worst day')).toBe(Math.min(...nets.values()))
    expect(tailOf('Best day')).toBe(Math.max(...nets.values()))
    const above = [...nets.values()].filter((net) => net > 0).length
    expect(tailOf('Days above 0')).toBeCloseTo(above / nets.size, CLOSE)
  },
  rolling: async ({ rows }, { url, run }) => {
    const nets = [...(await netsOf(url, run)).keys()]
    const from = nets.at(-126)
    const { measures } = (
      await ask(url, `{ run(id: "${run}") { measures(from: "${from}") { netSharpe volatility } } }`)
    ).run
    expect(Number(rows.at(-1)?.netSharpe)).toBeCloseTo(measures.netSharpe, 6)
    expect(Number(rows.at(-1)?.volatility)).toBeCloseTo(measures.volatility, CLOSE)
  },
  difference: async ({ rows }, { url, run, other }) => {
    const [a, b] = [await netsOf(url, run), await netsOf(url, other)]
    const common = [...a.keys()].filter((date) => b.has(date))
    const sum = common.reduce((total, date) => total + (a.get(date) ?? 0) - (b.get(date) ?? 0), 0)
    expect(rows.map(({ date }) => date)).toEqual(common)
    expect(Number(rows.at(-1)?.difference)).toBeCloseTo(sum, CLOSE)
    for (const { low, high } of rows) expect(Number(low)).toBeLessThanOrEqual(Number(high))
  },
  correlation: async ({ rows, head }) => {
    for (const [i, row] of rows.entries()) {
      expect(Number(row[head[i + 1] ?? ''])).toBeCloseTo(1, CLOSE)
    }
    expect(rows[0]?.[head[2] ?? '']).toBe(rows[1]?.[head[1] ?? ''])
  },
  'factor-correlation': async ({ name, rows, head }, { url }) => {
    const date = name.slice('factor-correlation-'.length, -'.csv'.length)
    const { split } = await ask(
      url,
      `{ split(name: "${PAST}") { factorCovariance(date: "${date}") } }`,
    )
    const covariance: number[][] = split.factorCovariance
    const sd = (k: number) => Math.sqrt(covariance[k]?.[k] ?? 0)
    rows.forEach((row, k) => {
      expect(Number(row.volatility)).toBeCloseTo(sd(k), CLOSE)
      covariance.forEach((of, j) => {
        const wanted = (of[k] ?? 0) / (sd(k) * sd(j))
        expect(Number(row[head[j + 1] ?? ''])).toBeCloseTo(wanted, CLOSE)
      })
    })
  },
  'factors-': async ({ rows }, { url }) => {
    const { split } = await ask(
      url,
      `{ split(name: "${PAST}") { factors { returns { values } } } }`,
    )
    split.factors.forEach(({ returns }: { returns: { values: number[] } }, k: number) => {
      const sum = returns.values.reduce((total, value) => total + value, 0)
      expect(Number(rows[k]?.sum)).toBeCloseTo(sum, CLOSE)
    })
  },
  'sectors-': async ({ name, rows }, { url }) => {
    const date = name.slice('sectors-'.length, -'.csv'.length)
    const { split } = await ask(
      url,
      `{ split(name: "${PAST}") { weights(date: "${date}") { asset { sector } weight } } }`,
    )
    for (const { sector, net } of rows) {
      const own = split.weights.filter(
        ({ asset }: { asset: { sector: string } }) => asset.sector === sector,
      )
      const sum = own.reduce((total: number, { weight }: { weight: number }) => total + weight, 0)
      expect(Number(net)).toBeCloseTo(sum, CLOSE)
    }
  },
  latents: async ({ rows }) => expect(rows.length).toBeGreaterThan(0),
}

const PAST = 'test_2019_2020'

interface SplitNets {
  readonly pnlSeries: { readonly dates: readonly string[]; readonly net: readonly number[] }
}

/** Daily net returns of a run. */
async function netsOf(url: string, run: string): Promise<Map<string, number>> {
  const { splits } = (
    await ask(url, `{ run(id: "${run}") { splits { pnlSeries { dates net } } } }`)
  ).run
  return new Map(
    splits.flatMap(({ pnlSeries: { dates, net } }: SplitNets) =>
      dates.map((date, t) => [date, net[t] ?? 0] as const),
    ),
  )
}
