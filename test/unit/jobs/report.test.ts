import { describe, expect, it } from 'vitest'
import { PREDICTION_TITLES, predictionLines } from '../../../jobs/cli/show/prediction-table.js'
import { amount, bookRows, measureRows } from '../../../jobs/cli/show/run-measures.js'
import { fixed, percent } from '../../../jobs/cli/show/table.js'
import { usualVolume } from '../../../jobs/tasks/data/usual-volume.js'
import { measuredRun } from '../../../jobs/tasks/report/measured-run.js'
import type { RunReport } from '../../../jobs/tasks/report/run-report.js'
import type { RunSeries } from '../../../jobs/tasks/report/run-series.js'
import { accountBooks, type Book } from '../../../src/accounts/account.js'
import { predictionDay } from '../../../src/accounts/prediction-day.js'
import { createRandom } from '../../../src/lib/random.js'
import type { StoredRun } from '../../../src/store/read/runs.js'

const DAYS = 300
const random = createRandom(3)
const dates = Array.from({ length: DAYS }, (_, t) =>
  new Date(Date.UTC(2019, 5, 1) + t * 864e5).toISOString().slice(0, 10),
)
const market = dates.map(() => 0.01 * random.normal())
const returns = dates.map((_, t) => [market[t] + 0.01 * random.normal(), 0.01 * random.normal()])
const books: Book[] = dates.map((_, t) => ({
  assets: Int32Array.of(0, 1),
  weights: Float32Array.of(0.5 + (t % 2) / 4, -0.5 + (t % 2) / 4),
}))
const account = (lag: number) =>
  accountBooks(books, { lag, returnOf: (t, i) => returns[t][i] }).map((day, t) => ({
    ...day,
    date: dates[t],
  }))

const run = {
  id: '00000000-0000-0000-0000-000000000000',
  strategy: 'attention-longconv',
  seeds: [1],
  engine: 'cpu',
  commit: null,
  config: { note: '<b>&"' },
} as unknown as StoredRun

const series: RunSeries = {
  run,
  datesPerYear: 252,
  splits: [],
  parts: [
    { name: 'a', length: 200, follows: false, explainedVariance: 0.4 },
    { name: 'b', length: 100, follows: true, explainedVariance: 0.6 },
  ],
  dates,
  market,
  accounts: { 0: account(0), 1: account(1) },
  netExposure: books.map(({ weights }) => weights[0] + weights[1]),
  effectiveNames: books.map(() => 2),
  fittingCapital: books.map(() => 1e6),
  predictions: books.map(() => null),
}

describe('a measured run', () => {
  const measured = measuredRun(series, { trials: 5 })

  it('hedges a range with betas of the earlier dates', () => {
    const tail = measured.rows(200, DAYS)
    expect(tail.days).toBe(100)
    expect(measured.hedgedNet.slice(0, 20).every((value) => value === null)).toBe(true)
    expect(measured.hedgedNet[20]).not.toBeNull()
    const alone = measuredRun({
      ...series,
      dates: dates.slice(200),
      market: market.slice(200),
      parts: series.parts.slice(1),
      accounts: { 0: series.accounts[0].slice(200), 1: series.accounts[1].slice(200) },
    })
    expect(tail.hedgedNetSharpe).not.toBe(alone.rows(0, 100).hedgedNetSharpe)
    expect(tail.netSharpe).toBeCloseTo(alone.rows(0, 100).netSharpe ?? Number.NaN, 12)
  })

  it('averages the explained variance of the splits within the range', () => {
    expect(measured.rows(0, DAYS).explainedVariance).toBeCloseTo(0.5, 12)
    expect(measured.rows(200, DAYS).explainedVariance).toBe(0.6)
    expect(measured.rows(10, 150).explainedVariance).toBeNull()
  })

  it('has accounts that change with the costs, and books that do not', () => {
    const cheap = measuredRun(series, { rates: { tradingCostBps: 1, shortCostBps: 1 } })
    const [a, b] = [cheap.rows(0, DAYS), measured.rows(0, DAYS)]
    expect(a.turnover).toBe(b.turnover)
    const saved = 4e-4 * (b.turnover ?? 0) * 252
    expect((a.meanNet ?? 0) - (b.meanNet ?? 0)).toBeCloseTo(saved, 12)
  })

  it('is restricted to a range of dates, both ends included', () => {
    expect(measured.between(dates[5], dates[9]).days).toBe(5)
    expect(measured.between('1999-01-01', '1999-12-31').days).toBe(0)
    expect(measured.between('2030-01-01', '2030-12-31').days).toBe(0)
  })

  it('capacity scales with the share of volume', () => {
    expect(measured.rows(0, DAYS).capacity).toEqual([1e4, 5e4, 1e5])
  })
})

describe('the usual volume', () => {
  it('is the mean of the 20 earlier dates and needs half of them', () => {
    const panel = {
      dates: dates.slice(0, 30),
      assets: ['A', 'B'],
      close: Float64Array.from({ length: 60 }, (_, cell) => (cell % 2 ? Number.NaN : 2)),
      volume: Float64Array.from({ length: 60 }, (_, cell) => Math.floor(cell / 2)),
    }
    const usual = usualVolume(panel, new Map([['A', 1]]))
    const last = usual(dates[29]) ?? []
    expect(Array.from(last)).toEqual([Number.NaN, (2 * (9 + 28)) / 2])
    expect(usual(dates[5])?.[1]).toBeNaN()
    expect(usual('1999-01-01')).toBeUndefined()
  })
})

describe('a report', () => {
  const [onTime, late] = ([0, 1] as const).map((lag) => measuredRun(series, { lag, trials: 5 }))
  const row = { name: 'all', measures: onTime.rows(0, DAYS), lagOne: late.rows(0, DAYS) }
  const report: RunReport = {
    run,
    splits: [],
    rows: [row],
    all: row,
    years: [{ ...row, name: '2019' }],
    trials: 5,
    market,
    pnl: onTime.pnl,
    hedgedNet: onTime.hedgedNet,
    laggedPnl: late.pnl,
    laggedHedgedNet: late.hedgedNet,
  }

  it('has the predictions of each split and of all dates, where there are any', () => {
    expect(predictionLines(report)).toEqual([])
    const days = dates.map((_, t) =>
      predictionDay({
        mean: [1, 2, 3, 4, 5, 6].map((x) => x / 1000),
        risk: [0.01, 0.011, 0.012, 0.013, 0.014, 0.015],
        realised: [1, 2, 3, 4, 5, 6].map((x) => 0.001 * (t % 3 === 0 ? -x : x)),
      }),
    )
    const predicting = measuredRun({ ...series, predictions: days }, { trials: 5 })
    const measures = predicting.rows(0, DAYS)
    expect(measures.rankIC).toBeCloseTo(1 / 3, 12)
    expect(measures.rankICIR).toBe(measures.predictions?.rankICIR)
    const rows = [{ ...row, name: 'a', measures: predicting.rows(0, 3) }]
    const all = { ...row, measures }
    const [first, , second, third] = predictionLines({ rows, all }).join('\n').split('\n')
    expect(first?.split(/ {2,}/)).toEqual([...PREDICTION_TITLES])
    expect(second).toMatch(/^a +3 +0\.3333 +0\.6667 +0\.289 /)
    const { rankICStandardError, coverage90, zStandardDeviation } = measures.predictions ?? {}
    expect(third?.split(/ {2,}/)).toEqual([
      'all',
      String(DAYS),
      '0.3333',
      fixed(rankICStandardError, 4),
      fixed(measures.rankICIR, 3),
      '–',
      percent(measures.predictions?.spread, 3),
      percent(coverage90),
      fixed(zStandardDeviation, 3),
      fixed(measures.predictions?.riskRankIC, 3),
      percent(measures.excess.annualReturn),
      fixed(measures.excess.sharpe),
    ])
    const over = predicting.pnl.map(({ net }, t) => net - (series.market[t] ?? 0))
    const mean = over.reduce((sum, value) => sum + value / DAYS, 0)
    expect(measures.excess.annualReturn).toBeCloseTo(252 * mean, 9)
  })

  it('has a cell for each of its columns', () => {
    expect(measureRows(row).every((cells) => cells.length === 5)).toBe(true)
    expect(Object.fromEntries(bookRows(row).map(([label, text]) => [label, text]))).toMatchObject({
      'capacity at 5 % of volume': '50.0 thousand',
      'effective names (median)': '2',
    })
    expect(['12.3 million', '€999', 'INR 12.3 million', '–']).toEqual([
      amount(12_345_678),
      amount(999, '€'),
      amount(12_345_678, 'INR'),
      amount(null, 'INR'),
    ])
    expect(bookRows(row, 'INR').flat()).toContain('INR 50.0 thousand')
  })
})
