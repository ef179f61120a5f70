import { mean, sampleVariance } from './moments.js'
import type { PredictionDay } from './prediction-day.js'

/** Numbers of a predictor over a range of dates; null where undefined. No number is annualised. */
export interface PredictionMeasures {
  /** Dates with a Rank IC. */
  readonly days: number
  /** Means over the dates that have one. */
  readonly ic: number | null
  readonly rankIC: number | null
  readonly rankICLag1: number | null
  readonly spread: number | null
  readonly riskRankIC: number | null
  /** `mean / sd` of the daily series, sample sd (T − 1). */
  readonly icir: number | null
  readonly rankICIR: number | null
  /** `sd / √T` of the daily Rank IC, sample sd. */
  readonly rankICStandardError: number | null
  /** Share of returns within the predicted 90 % band, over all names and dates. */
  readonly coverage90: number | null
  /** Population sd of `(realised − mean) / risk` over all names and dates: 1 where risk is calibrated. */
  readonly zStandardDeviation: number | null
}

type Series = 'ic' | 'rankIC' | 'rankICLag1' | 'spread' | 'riskRankIC'

export function predictionMeasuresOf(days: readonly PredictionDay[]): PredictionMeasures {
  const seriesOf = (name: Series) => days.map((day) => day[name]).filter((value) => value !== null)
  const meanOf = (name: Series) => meanOrNull(seriesOf(name))
  const rankICs = seriesOf('rankIC')
  return {
    days: rankICs.length,
    ic: meanOf('ic'),
    rankIC: meanOf('rankIC'),
    rankICLag1: meanOf('rankICLag1'),
    spread: meanOf('spread'),
    riskRankIC: meanOf('riskRankIC'),
    icir: informationRatio(seriesOf('ic')),
    rankICIR: informationRatio(rankICs),
    rankICStandardError: standardErrorOfMean(rankICs),
    ...calibrationOf(days),
  }
}

/** `x̄ / sd`, sample sd, of a daily series; null below two values and where they do not vary. */
export function informationRatio(daily: readonly number[]): number | null {
  const deviation = sampleDeviation(daily)
  return deviation === null || deviation === 0 ? null : mean(daily) / deviation
}

/** `sd / √T`, sample sd, of the mean of T independent values; null below two. */
export function standardErrorOfMean(values: readonly number[]): number | null {
  const deviation = sampleDeviation(values)
  return deviation === null ? null : deviation / Math.sqrt(values.length)
}

function calibrationOf(
  days: readonly PredictionDay[],
): Pick<PredictionMeasures, 'coverage90' | 'zStandardDeviation'> {
  let [bands, covered, zSum, zSquares] = [0, 0, 0, 0]
  for (const day of days) {
    bands += day.bands
    covered += day.covered
    zSum += day.zSum
    zSquares += day.zSquares
  }
  if (bands === 0) return { coverage90: null, zStandardDeviation: null }
  const spread = zSquares / bands - (zSum / bands) ** 2
  return { coverage90: covered / bands, zStandardDeviation: Math.sqrt(Math.max(0, spread)) }
}

function sampleDeviation(values: readonly number[]): number | null {
  return values.length < 2 ? null : Math.sqrt(sampleVariance(values))
}

function meanOrNull(values: readonly number[]): number | null {
  return values.length === 0 ? null : mean(values)
}
