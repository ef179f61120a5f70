import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { numberIn, tablesIn } from '../../bench/_util/read-markdown.js'
import { bitComparison } from '../../bench/strategies/bit-comparison.js'
import { correlationOn } from '../../bench/strategies/correlations.js'
import { effectiveFactors } from '../../bench/strategies/effective-factors.js'
import { resultsPage } from '../../bench/strategies/page.js'
import { strategiesPlan } from '../../bench/strategies/plan.js'
import { addVerified, byRun, readVerified, verifiedText } from '../../bench/strategies/verified.js'
import { measuredRows } from '../../bench/walk-forward/measures.js'
import type { BenchRow } from '../../bench/walk-forward/runs.js'
import { fixed } from '../../jobs/cli/show/table.js'
import { runSeries } from '../../jobs/tasks/report/run-series.js'
import type { Book } from '../../src/accounts/account.js'
import { isPublished } from '../../src/performance/chain.js'
import { booksOn, datesOf, returnsOn } from '../../src/performance/split-days.js'
import { storeReads } from '../../src/performance/store-reads.js'
import { datasetByName } from '../../src/store/datasets.js'
import { publishSplit } from '../../src/store/publish/publish.js'
import { runsById } from '../../src/store/read/runs.js'
import { splitsOfRuns } from '../../src/store/read/splits.js'
import { createTestDatabase, type TestDatabase } from '../_util/postgres.js'
import { sampleRun } from '../_util/published-run.js'
import { booksAlone, sampleMarket, sampleSplit, sampleSplitResult } from '../_util/results.js'
import {
  frontDisagreements,
  frontTableIn,
  methodsIn,
  ratiosDrawn,
  tableUnder,
} from '../_util/results-page.js'

/** The last months of a year and the first of the next. */
const MARKET = sampleMarket({ from: '2020-09-01', dateCount: 180 })
const SPLITS = [2020, 2021].map((year) =>
  sampleSplit({ from: `${year}-01-01`, to: `${year}-12-31` }),
)
const PLAN = strategiesPlan('sp500', { full: true })
const FRONT = PLAN.rows.filter((row) => row.front)

let database: TestDatabase
let text: string
let picture: string
let attentionRun: string
let days: Readonly<Record<string, readonly Day[]>>

beforeAll(async () => {
  database = await createTestDatabase()
  const { db } = database
  const runs = {
    'attention-8': await publishedRun('attention-longconv', 0),
    'reversal-5': await publishedRun('reversal-5', 3),
  }
  const rows: BenchRow<(typeof FRONT)[number]>[] = []
  for (const row of FRONT) {
    const id = runs[row.id as keyof typeof runs] as string | undefined
    const [run] = id ? await runsById(db, [id]) : []
    const series = run ? await runSeries(db, run) : null
    const missing = run ? null : 'not computed yet'
    rows.push({
      row,
      run: run ?? null,
      series,
      trials: run ? 4 : 0,
      missing,
      soFar: null,
      trainSeconds: run ? 1800 : 0,
    })
  }
  const measured = measuredRows(rows, {})
  const written = resultsPage({
    dataset: await datasetByName(db, 'sample'),
    rows,
    measured,
    from: 2020,
    to: 2021,
    plan: PLAN,
    apart: new Map([['5-day reversal', { value: 0.25, low: -0.5, high: 1 }]]),
    effective: await effectiveFactors(db, measured),
    verified: new Map(),
    command: 'npm run bench:strategies -- --only none',
    written: '2026-11-30',
    commit: null,
    node: 'v20.19.0',
  })
  text = written.text
  picture = written.picture
  attentionRun = runs['attention-8']
  days = {
    attention: await daysOf(runs['attention-8']),
    reversal: await daysOf(runs['reversal-5']),
  }
})

afterAll(() => database[Symbol.asyncDispose]())

async function publishedRun(strategy: string, salt: number): Promise<string> {
  const { runId } = await sampleRun(database, MARKET, SPLITS, { strategy })
  for (const split of SPLITS) {
    const result = sampleSplitResult(MARKET, split, { salt })
    const published = strategy === 'reversal-5' ? booksAlone(result) : result
    await publishSplit(database.pool, { runId, result: published })
  }
  return runId
}

interface Day {
  readonly date: string
  readonly book: ReadonlyMap<number, number>
  readonly returns: Float64Array
}

/** Books and returns as they are stored, by date. */
async function daysOf(runId: string): Promise<Day[]> {
  const reads = storeReads(database.db)
  const [splits = []] = await splitsOfRuns(database.db, [runId])
  const found: Day[] = []
  for (const split of splits) {
    if (!isPublished(split)) throw new Error(`${split.name} is not published`)
    const dates = await datesOf(split, reads)
    const [books, returns] = [
      await booksOn(split, dates, reads),
      await returnsOn(split, dates, reads),
    ]
    dates.forEach((date, t) => {
      found.push({ date, book: asMap(books[t]), returns: returns[t] })
    })
  }
  return found
}

function asMap({ assets, weights }: Book): Map<number, number> {
  return new Map(Array.from(assets, (asset, i) => [asset, weights[i]]))
}

/** Net returns and turnovers of the books held `lag` days late: plain sums, as the page defines them. */
function netOf(all: readonly Day[], lag: number, tradingBps: number) {
  const held = (t: number) => all[t - lag]?.book ?? new Map<number, number>()
  const turnovers = all.map((_, t) => {
    const [now, before] = [held(t), held(t - 1)]
    const assets = new Set([...now.keys(), ...before.keys()])
    return [...assets].reduce(
      (sum, i) => sum + Math.abs((now.get(i) ?? 0) - (before.get(i) ?? 0)),
      0,
    )
  })
  const net = all.map(({ returns }, t) => {
    let [gross, short] = [0, 0]
    for (const [i, weight] of held(t)) {
      if (!Number.isNaN(returns[i])) gross += weight * returns[i]
      short += Math.max(0, -weight)
    }
    return gross - tradingBps * 1e-4 * turnovers[t] - 1e-4 * short
  })
  return { net, turnovers }
}

/** Net less the beta of the 126 dates before times the market, changes of the hedge charged. */
function hedgedOf(net: readonly number[], tradingBps: number): (number | null)[] {
  let before = 0
  return net.map((value, t) => {
    const from = Math.max(0, t - 126)
    const [y, x] = [net.slice(from, t), Array.from(MARKET.market.slice(from, t))]
    if (x.length < 20) return null
    const [my, mx] = [meanOf(y), meanOf(x)]
    const covariance = meanOf(y.map((each, s) => (each - my) * (x[s] - mx)))
    const beta = covariance / meanOf(x.map((each) => (each - mx) ** 2))
    const left = value - beta * MARKET.market[t] - tradingBps * 1e-4 * Math.abs(beta - before)
    before = beta
    return left
  })
}

const meanOf = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value, 0) / values.length

function sharpeOf(values: readonly (number | null)[]): number {
  const known = values.filter((value) => value !== null)
  const centre = meanOf(known)
  return (centre / Math.sqrt(meanOf(known.map((x) => (x - centre) ** 2)))) * Math.sqrt(252)
}

/** The values of the dates of a year. */
const inYear = <T>(values: readonly T[], year: string) =>
  values.filter((_, t) => MARKET.dates[t].startsWith(year))

describe('a page of stored runs', () => {
  it('opens with the figures that the stored books have', () => {
    const front = frontTableIn(text)
    for (const [label, all] of [
      ['Attention, K 8', days.attention],
      ['5-day reversal', days.reversal],
    ] as const) {
      const { net } = netOf(all, 1, 5)
      const hedged = hedgedOf(net, 5)
      const row = front?.rows.find(([name]) => name === label)
      expect(row?.[1]).toBe(fixed(sharpeOf(hedged)))
      expect(row?.[3]).toBe(fixed(sharpeOf(inYear(hedged, '2021'))))
      expect(row?.[7]).toBe(fixed(sharpeOf(net)))
      expect(row?.[8]).toBe(fixed(meanOf(netOf(all, 0, 5).turnovers), 3))
      expect(row?.[10]).toBe('0.50')
    }
  })

  it('names what is not computed yet', () => {
    const front = frontTableIn(text)
    const missing = front?.rows.filter(([, value]) => value === 'not computed yet') ?? []
    expect(missing).toHaveLength(FRONT.length - 2)
    expect(text).toContain('- `storm` (STORM): not computed yet')
    expect(text).toContain(`2 of ${FRONT.length} rows are complete`)
  })

  it('agrees with its long tables and its picture', () => {
    expect(frontDisagreements(text)).toEqual([])
    const drawn = ratiosDrawn(picture)
    const hedged = sharpeOf(hedgedOf(netOf(days.reversal, 1, 5).net, 5))
    if (Math.abs(hedged) < 2) expect(drawn.get('5-day reversal')?.all).toBeCloseTo(hedged, 1)
    expect(drawn.get('5-day reversal')?.apart).toBeCloseTo(0.25, 1)
    expect(
      frontTableIn(text)
        ?.rows.find(([name]) => name === '5-day reversal')
        ?.slice(5, 7),
    ).toEqual(['0.25', '[−0.50, 1.00]'])
  })

  it('has costs, differences, correlations and both lags of the same books', () => {
    const [a, b] = [netOf(days.attention, 1, 5).net, netOf(days.reversal, 1, 5).net]
    const costs = tableUnder(text, 'Net Sharpe ratio by trading cost')
    const cheap = costs.titles.indexOf('net 1 bp, lag 1')
    expect(costs.rows[0][cheap]).toBe(fixed(sharpeOf(netOf(days.attention, 1, 1).net)))
    const [difference] = tableUnder(text, 'Differences to the default').rows
    expect(difference[3]).toBe(fixed(sharpeOf(a) - sharpeOf(b)))
    expect(Number(numberIn(tableUnder(text, 'Correlations').rows[0][3]))).toBeCloseTo(
      correlation(a, b),
      2,
    )
    const methods = methodsIn(text)
    expect(methods.get('Attention, K 8')?.[0].netSharpe).toBe(
      fixed(sharpeOf(netOf(days.attention, 0, 5).net)),
    )
  })

  it('states the run of each row', () => {
    const runs = tablesIn(text).find(({ titles }) => titles.includes('computed again'))
    expect(runs?.rows.map(([id]) => id)).toEqual(['attention-8', 'reversal-5'])
    expect(runs?.titles).toContain('effective factors')
  })
})

describe('a split computed again', () => {
  it('has the published bits, or the first date with others is named', async () => {
    const [splits = []] = await splitsOfRuns(database.db, [attentionRun])
    const compare = (salt: number) =>
      bitComparison(database.pool, splits[0], sampleSplitResult(MARKET, SPLITS[0], { salt }))
    const same = await compare(0)
    expect(same).toMatchObject({ differsFrom: null, dates: inYear(MARKET.dates, '2020').length })
    expect(await compare(1)).toEqual({ ...same, differsFrom: MARKET.dates[0] })
    const shorter = sampleSplitResult(MARKET, SPLITS[0])
    const [day, ...others] = shorter.days
    const found = await bitComparison(database.pool, splits[0], { ...shorter, days: others })
    expect(found.differsFrom).toBe(day.date)
  })

  it('is compared without latents where the published version is older than they are', async () => {
    const [splits = []] = await splitsOfRuns(database.db, [attentionRun])
    const compare = (salt: number) => {
      const result = sampleSplitResult(MARKET, SPLITS[0], { salt, latentCount: 3 })
      return bitComparison(database.pool, splits[0], result)
    }
    expect(await compare(0)).toMatchObject({ differsFrom: null, withoutLatents: true })
    expect((await compare(1)).differsFrom).toBe(MARKET.dates[0])
  })

  it('keeps one outcome a run', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'residua-test-')), 'bench', 'verified.json')
    const outcome = {
      row: 'ridge',
      runId: 'a',
      split: 'test_2007_2008',
      commit: '0123456789',
      digest: 'x',
      differsFrom: null,
      dates: 253,
      seconds: 1,
    }
    addVerified(file, { ...outcome, differsFrom: '2008-01-02' })
    addVerified(file, { ...outcome, runId: 'b' })
    addVerified(file, outcome)
    const known = byRun(readVerified(file))
    expect([...known.keys()].sort()).toEqual(['a', 'b'])
    expect(verifiedText(known.get('a'))).toBe('test_2007_2008: same bits at 0123456')
    expect(verifiedText({ ...outcome, differsFrom: '2008-01-02' })).toContain(
      'differs from 2008-01-02',
    )
  })
})

function correlation(a: readonly number[], b: readonly number[]): number {
  const [ma, mb] = [meanOf(a), meanOf(b)]
  const product = (x: readonly number[], y: readonly number[], mx: number, my: number) =>
    meanOf(x.map((value, t) => (value - mx) * (y[t] - my)))
  return product(a, b, ma, mb) / Math.sqrt(product(a, a, ma, ma) * product(b, b, mb, mb))
}

it('correlates over the dates that both have', () => {
  const series = (values: Record<string, number>) => new Map(Object.entries(values))
  expect(
    correlationOn(series({ a: 1, b: 2, c: 4 }), series({ b: 4, c: 8, a: 2, d: 9 })),
  ).toBeCloseTo(1)
  expect(correlationOn(series({ a: 1 }), series({ b: 1 }))).toBeNull()
})
