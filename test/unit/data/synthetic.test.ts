import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { XNYS } from '../../../src/data/calendar/calendar.js'
import { sessionsBetween } from '../../../src/data/calendar/xnys.js'
import { ingestFiles } from '../../../src/data/dataset/ingest.js'
import { loadPanel } from '../../../src/data/dataset/load-panel.js'
import { assetReturns } from '../../../src/data/returns.js'
import { syntheticMarket } from '../../../src/data/synthetic/synthetic-market.js'
import { writeSyntheticMarket } from '../../../src/data/synthetic/write-market.js'
import { universe } from '../../../src/data/universe.js'
import { UserError } from '../../../src/lib/errors.js'

const FIELDS = ['open', 'high', 'low', 'close', 'adjClose', 'volume'] as const
const folder = mkdtempSync(join(tmpdir(), 'residua-synthetic-'))
afterAll(() => rmSync(folder, { recursive: true }))

const { panel, truth } = syntheticMarket()
const N = panel.assets.length
const T = panel.dates.length
const K = truth.factorNames.length
const returns = assetReturns(panel)

describe('the panel', () => {
  it('holds every session of twelve years, in order', () => {
    expect(panel.dates).toEqual(sessionsBetween('2009-01-02', '2020-12-31'))
    expect(panel.nextDate).toBe('2021-01-04')
    expect(panel.assets).toEqual([...panel.assets].sort())
    expect(new Set(panel.assets).size).toBe(40)
    expect(new Set(panel.sectors).size).toBe(5)
    expect(panel.members.length).toBe((T + 1) * N)
  })

  it('keeps low ≤ open, close ≤ high, all positive, in whole digits', () => {
    for (let cell = 0; cell < T * N; cell++) {
      if (Number.isNaN(panel.close[cell])) continue
      const { open, high, low, close, volume } = panel
      const ordered =
        0 < low[cell] &&
        low[cell] <= Math.min(open[cell], close[cell]) &&
        Math.max(open[cell], close[cell]) <= high[cell]
      if (!ordered || !(volume[cell] > 0)) expect.fail(`${panel.dates[Math.floor(cell / N)]}`)
    }
  })

  it('has entries, exits, re-entries, gaps, splits and dividends', () => {
    const rows = panel.assets.map((_, i) => rowsOf(i))
    expect(rows.some((r) => r[0] > 0)).toBe(true)
    expect(rows.some((r) => r[r.length - 1] < T - 1)).toBe(true)
    expect(rows.some((r) => r.some((t, j) => j > 0 && t - r[j - 1] > 5))).toBe(true)
    const memberships = panel.assets.map((_, i) => changes(i))
    expect(Math.max(...memberships)).toBe(3)
    const adjustments = panel.assets.map((_, i) => {
      const [first, last] = [rows[i][0], rows[i][rows[i].length - 1]]
      const factor = (t: number) => panel.adjClose[t * N + i] / panel.close[t * N + i]
      return factor(last) / factor(first)
    })
    expect(adjustments.some((ratio) => ratio > 1.1 && ratio < 1.6)).toBe(true)
    expect(adjustments.some((ratio) => ratio > 1.9)).toBe(true)
  })

  it('has a delisted asset in the universe of one date without a row', () => {
    const eligible = universe(panel, returns)
    let without = 0
    panel.assets.forEach((_, i) => {
      const last = rowsOf(i).at(-1) as number
      if (last < T - 1) without += eligible[(last + 1) * N + i]
    })
    expect(without).toBeGreaterThan(0)
  })
})

describe('a seed', () => {
  it('reproduces its market, and another seed makes another', () => {
    const small = { assets: 12, from: '2015-01-02', to: '2016-12-30' }
    const [first, again] = [syntheticMarket(small), syntheticMarket(small)]
    for (const field of FIELDS) expect(again.panel[field]).toEqual(first.panel[field])
    const other = syntheticMarket({ ...small, seed: 2 })
    expect(other.panel.close).not.toEqual(first.panel.close)
  })

  it('gives the same data up to an earlier end', () => {
    const shorter = syntheticMarket({ to: '2015-06-30' }).panel
    const columns = shorter.assets.map((asset) => panel.assets.indexOf(asset))
    const n = columns.length
    for (const field of FIELDS) {
      for (let t = 0; t < shorter.dates.length; t += 7) {
        const row = Array.from(shorter[field].subarray(t * n, (t + 1) * n))
        expect(row).toEqual(columns.map((i) => panel[field][t * N + i]))
      }
    }
  })

  it('refuses options outside their range', () => {
    expect(() => syntheticMarket({ signal: 1.1 })).toThrow(UserError)
    expect(() => syntheticMarket({ assets: 0 })).toThrow(/assets is 0; give a positive integer/)
    expect(() => syntheticMarket({ from: '2020-07-04', to: '2020-07-05' })).toThrow(UserError)
  })
})

describe('the truth', () => {
  it('explains the panel: R = L F + ε, to the rounding of the prices', () => {
    for (let t = 1; t < T; t++) {
      for (let i = 0; i < N; i++) {
        const known = !Number.isNaN(panel.close[t * N + i] + panel.close[(t - 1) * N + i])
        if (!known) continue
        let fitted = truth.residuals[t * N + i]
        for (let k = 0; k < K; k++) {
          fitted += truth.loadings[i * K + k] * truth.factorReturns[t * K + k]
        }
        if (Math.abs(fitted - returns[t * N + i]) > 1e-4) expect.fail(panel.dates[t])
      }
    }
  })

  it('reverts: ε_t on x_{t−1} has slope b − 1, with and only with a signal', () => {
    const { slope, error } = reversion(truth)
    expect(Math.abs(slope - -0.15)).toBeLessThan(4 * error)
    expect(slope / error).toBeLessThan(-50)
  })

  it('gives residuals the autocorrelation of the deviation, and none without a signal', () => {
    // ρ₁ = −signal (1 − b) / 2
    const error = 1 / Math.sqrt(T * N)
    expect(Math.abs(autocorrelation(truth.residuals) - -0.8 * 0.075)).toBeLessThan(5 * error)
    const noise = syntheticMarket({ signal: 0 }).truth
    expect(Math.abs(autocorrelation(noise.residuals))).toBeLessThan(4 * error)
    expect(noise.deviations.every((x) => x === 0)).toBe(true)
  })

  it('keeps the residual variance for any signal', () => {
    const noise = syntheticMarket({ signal: 0 }).truth
    const square = (values: Float64Array) => values.reduce((sum, x) => sum + x * x, 0)
    expect(square(noise.residuals) / square(truth.residuals)).toBeCloseTo(1, 1)
  })
})

describe('the files', () => {
  it('hold the numbers of the panel', () => {
    writeSyntheticMarket(folder)
    const lines = readFileSync(join(folder, 'prices.csv'), 'utf8').trimEnd().split('\n')
    expect(lines.shift()).toBe('date,symbol,open,high,low,close,adj_close,volume')
    const row = new Map(panel.dates.map((date, t) => [date, t]))
    let previous = ''
    for (const line of lines) {
      const [date, symbol, ...values] = line.split(',')
      const cell = (row.get(date) as number) * N + panel.assets.indexOf(symbol)
      const expected = FIELDS.map((field) => panel[field][cell])
      if (values.map(Number).join() !== expected.join()) expect.fail(line)
      if (`${symbol}${date}` <= previous) expect.fail(`unsorted: ${line}`)
      previous = `${symbol}${date}`
    }
    const known = panel.close.reduce((count, x) => count + (Number.isNaN(x) ? 0 : 1), 0)
    expect(lines.length).toBe(known)
  })

  it('hold the memberships and sectors of the panel', () => {
    writeSyntheticMarket(folder)
    const lines = readFileSync(join(folder, 'membership.csv'), 'utf8').trimEnd().split('\n')
    const members = new Uint8Array((T + 1) * N)
    for (const line of lines.slice(1)) {
      const [symbol, from, to] = line.split(',')
      const i = panel.assets.indexOf(symbol)
      ;[...panel.dates, panel.nextDate].forEach((date, t) => {
        if (date >= from && (to === '' || date < to)) members[t * N + i] = 1
      })
    }
    expect(members).toEqual(new Uint8Array(panel.members))
    const sectors = readFileSync(join(folder, 'sectors.csv'), 'utf8').trimEnd().split('\n')
    expect(sectors.slice(1)).toEqual(
      panel.assets.map((asset, i) => `${asset},${panel.names[i]},${panel.sectors[i]}`),
    )
  })
})

it('the files read back are the panel', async () => {
  writeSyntheticMarket(folder)
  const { dataset } = await ingestFiles({
    home: join(folder, 'home'),
    files: [join(folder, 'prices.csv')],
    membership: join(folder, 'membership.csv'),
    sectors: join(folder, 'sectors.csv'),
  })
  const sessions = Int32Array.from(panel.dates.keys())
  expect(await loadPanel(dataset.path)).toEqual({
    ...panel,
    calendar: XNYS,
    sessions,
    suspensions: true,
    grossFactors: true,
  })
})

function rowsOf(i: number): number[] {
  return panel.dates.flatMap((_, t) => (Number.isNaN(panel.close[t * N + i]) ? [] : [t]))
}

function changes(i: number): number {
  let count = 0
  for (let t = 0; t <= T; t++) {
    const before = t === 0 ? 0 : panel.members[(t - 1) * N + i]
    if (panel.members[t * N + i] !== before) count++
  }
  return count
}

/** OLS slope of ε_t on x_{t−1} without intercept, and its standard error. */
function reversion({ residuals, deviations }: typeof truth): { slope: number; error: number } {
  let [xy, xx, yy] = [0, 0, 0]
  for (let cell = N; cell < T * N; cell++) {
    const [x, y] = [deviations[cell - N], residuals[cell]]
    xy += x * y
    xx += x * x
    yy += y * y
  }
  const slope = xy / xx
  return { slope, error: Math.sqrt((yy / xx - slope * slope) / (T * N)) }
}

function autocorrelation(residuals: Float64Array): number {
  let [covariance, variance] = [0, 0]
  for (let cell = N; cell < T * N; cell++) {
    covariance += residuals[cell] * residuals[cell - N]
    variance += residuals[cell] * residuals[cell]
  }
  return covariance / variance
}
