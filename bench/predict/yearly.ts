import { mean } from '../../src/accounts/moments.js'
import { rankCorrelation } from '../../src/accounts/prediction-day.js'
import { standardErrorOfMean } from '../../src/accounts/prediction-measures.js'
import type { MarketArrays } from '../../src/characteristics/market-data.js'
import { at } from '../../src/lib/at.js'
import { lowerBound } from '../../src/lib/dates.js'
import { universeOf } from '../../src/strategy/universe.js'

const TRAIN_YEARS = 8

/** Rows of a walk-forward year: training `from … test − 1`, testing `test … end − 1`. */
export interface YearRows {
  readonly year: number
  readonly from: number
  readonly test: number
  readonly end: number
}

export function yearRows(dates: readonly string[], year: number): YearRows {
  const row = (of: number) => lowerBound(dates, `${of}-01-01`)
  return { year, from: row(year - TRAIN_YEARS), test: row(year), end: row(year + 1) }
}

/** Daily Rank ICs of scores with the returns of their date and of the next one, by year. */
export interface DailyRankICs {
  readonly now: ReadonlyMap<number, readonly number[]>
  readonly late: ReadonlyMap<number, readonly number[]>
}

/** `scoresOn(t, columns)`: the scores of a date's universe, from a model that never saw its year. */
export function dailyRankICs(
  { returns, assets, ...market }: MarketArrays,
  years: readonly YearRows[],
  scoresOn: (t: number, columns: Int32Array) => ArrayLike<number>,
): DailyRankICs {
  const [now, late] = [new Map<number, number[]>(), new Map<number, number[]>()]
  const icOf = (scores: ArrayLike<number>, columns: Int32Array, t: number) => {
    const known = [...columns.keys()].filter(
      (j) => !Number.isNaN(returns[t * assets.length + at(columns, j)] ?? Number.NaN),
    )
    return rankCorrelation(
      known.map((j) => at(scores, j)),
      known.map((j) => at(returns, t * assets.length + at(columns, j))),
    )
  }
  for (const { year, test, end } of years) {
    const [ofYear, lagged]: [number[], number[]] = [[], []]
    for (let t = test; t < end; t++) {
      const columns = universeOf({ ...market, assets }, t)
      const scores = scoresOn(t, columns)
      ofYear.push(icOf(scores, columns, t) ?? Number.NaN)
      if (t + 1 < end) lagged.push(icOf(scores, columns, t + 1) ?? Number.NaN)
    }
    now.set(year, ofYear.filter(Number.isFinite))
    late.set(year, lagged.filter(Number.isFinite))
  }
  return { now, late }
}

export interface RankICSummary {
  readonly mean: number
  readonly standardError: number
  readonly byYear: ReadonlyMap<number, number>
}

/** Mean over all dates, its standard error, and the mean of each year. */
export function summaryOf(daily: ReadonlyMap<number, readonly number[]>): RankICSummary {
  const all = [...daily.values()].flat()
  return {
    mean: mean(all),
    standardError: standardErrorOfMean(all) ?? Number.NaN,
    byYear: new Map([...daily].map(([year, values]) => [year, mean(values)])),
  }
}
