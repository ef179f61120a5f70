import { DEFAULT_COST_RATES } from '../../../../src/accounts/costs.js'
import type { Sheet } from '../../../../src/dashboard/sheet/model.js'
import { capacityIn, DEFAULT_CAPITALS } from '../../../../src/performance/capacity/capacity.js'
import { booksIn } from '../../../../src/performance/over-time/books.js'
import { predictionDaysIn } from '../../../../src/performance/predictions.js'
import type { PerformanceReads } from '../../../../src/performance/reads.js'
import type { StoredSplit } from '../../../../src/store/read/split-rows.js'
import { ALL_DATES, eachInTurn } from './range-measures.js'

type OverTime = Omit<Sheet['answers'], 'Reliability'>

/** Books by date, what capital they can have, and what came of the predictions. */
export async function overTime(
  splits: readonly StoredSplit[],
  reads: PerformanceReads,
  predicts: boolean,
): Promise<OverTime> {
  const options = { filter: ALL_DATES, rates: DEFAULT_COST_RATES, capitals: DEFAULT_CAPITALS }
  const rankICs = predicts ? await predictionDaysIn(splits, ALL_DATES, reads) : []
  return {
    RunBooks: { run: { splits: await eachInTurn(splits, (split) => booksOf(split, reads)) } },
    RunCapacity: { run: { capacity: await capacityIn(splits, options, reads) } },
    RunRankICs: {
      run: {
        rankICs: rankICs.map(({ date, ic, rankIC, spread }) => ({ date, ic, rankIC, spread })),
      },
    },
  }
}

async function booksOf(split: StoredSplit, reads: PerformanceReads) {
  const days = await booksIn(split, ALL_DATES, reads)
  return {
    name: split.name,
    bookSeries: {
      dates: days.map(({ date }) => date),
      effectiveNames: days.map((day) => day.effectiveNames),
      grossExposure: days.map((day) => day.grossExposure),
      netExposure: days.map((day) => day.netExposure),
      positions: days.map((day) => day.positions),
    },
  }
}
