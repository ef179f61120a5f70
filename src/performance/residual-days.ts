import type { PublishedSplit } from './chain.js'
import { rangeOf, valuesOn } from './dated-values.js'
import { inPieces } from './in-pieces.js'
import { oncePerReads } from './once-per-reads.js'
import { datesOf } from './split-days.js'

/** Residuals of each date of a split over the asset axis. */
export interface ResidualDays {
  readonly dates: readonly string[]
  /** `[T]` */
  readonly values: readonly Float32Array[]
}

const NO_VALUES = new Float32Array(0)
const [DATES_A_SPLIT, VALUE_BYTES] = [252, 4]

/** Read once for a version: the risk of each date looks back over 252 of them. */
export const residualDaysIn = oncePerReads(
  {
    name: 'residuals',
    keyOf: (split: PublishedSplit) => String(split.current.id),
    keptBytes: ({ assetCount }) => DATES_A_SPLIT * VALUE_BYTES * assetCount,
  },
  async (reads, split): Promise<ResidualDays> => {
    const { contentId } = split.current
    const dates = await datesOf(split, reads)
    const read = async (some: readonly string[]) => {
      const range = rangeOf(some)
      return range ? reads.residualsBetween.load({ contentId, ...range }) : []
    }
    const values = await inPieces(dates, read, (days, some) => valuesOn(some, days, NO_VALUES))
    return { dates, values }
  },
)
