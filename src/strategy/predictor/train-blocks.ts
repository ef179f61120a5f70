import { consecutiveBlocks } from '../../training/blocks.js'
import { blockOf, type PredictorBlock, stocksOf } from './blocks.js'
import type { PredictorData } from './training-data.js'

/** Dates that are predicted at once after training. */
const DATES = 8

/** The whole train range in consecutive blocks of all stocks, each made when it is called. */
export function trainBlocks(data: PredictorData): (() => PredictorBlock)[] {
  return consecutiveBlocks({ first: data.first, end: data.end, blockDays: DATES })
    .map((day) => ({ day, stocks: stocksOf(data, day, DATES) }))
    .filter(({ stocks }) => stocks.length > 0)
    .map(
      ({ day, stocks }) =>
        () =>
          blockOf(data, day, DATES, stocks),
    )
}
