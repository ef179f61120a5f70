import { pairedMeanSteps } from '../accounts/paired-difference.js'
import { predictionMeasuresOf } from '../accounts/prediction-measures.js'
import { inTurns } from '../lib/turns.js'
import { onDemand } from './on-demand.js'
import type { DatedPredictionDay } from './predictions.js'

/** Rank IC of a strategy over the common dates; null where it or the first one predicts nothing. */
export interface RankICFigures {
  rankIC(): Promise<number | null>
  rankICStandardError(): Promise<number | null>
  rankICDifferenceToFirst(): Promise<number | null>
  rankICDifferenceLow(): Promise<number | null>
  rankICDifferenceHigh(): Promise<number | null>
}

type Days = () => Promise<readonly DatedPredictionDay[]>

/** Of a strategy's days, and less the first strategy's; null for `first` where it is the first. */
export function rankICFigures(
  dates: readonly string[],
  own: Days,
  first: Days | null,
): RankICFigures {
  const measures = onDemand(async () => predictionMeasuresOf(await own()))
  const difference = onDemand(
    async () =>
      first &&
      inTurns(pairedMeanSteps(rankICsOn(dates, await own()), rankICsOn(dates, await first()))),
  )
  return {
    rankIC: async () => (await measures()).rankIC,
    rankICStandardError: async () => (await measures()).rankICStandardError,
    rankICDifferenceToFirst: async () => (await difference())?.difference ?? null,
    rankICDifferenceLow: async () => (await difference())?.low ?? null,
    rankICDifferenceHigh: async () => (await difference())?.high ?? null,
  }
}

function rankICsOn(
  dates: readonly string[],
  days: readonly DatedPredictionDay[],
): (number | null)[] {
  const byDate = new Map(days.map(({ date, rankIC }) => [date, rankIC]))
  return dates.map((date) => byDate.get(date) ?? null)
}
