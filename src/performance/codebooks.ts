import { type CodebookMeasures, codebookMeasures } from '../codebook/codebook-measures.js'
import { takeTurn } from '../lib/turns.js'
import type { CodebookModule } from '../results.js'
import { type PublishedSplit, versionKey } from './chain.js'
import { rangeOf, valuesOn } from './dated-values.js'
import { oncePerReads } from './once-per-reads.js'
import { predictionDaysOf } from './predictions.js'
import type { PerformanceReads } from './reads.js'
import { marketOf } from './series-of-split.js'
import { datesOf } from './split-days.js'

/** Codes of a split's dates, the next date of a live split included, `[T]` each. */
export interface SplitCodes {
  readonly dates: readonly string[]
  /** Over the asset axis, or one of the universe. */
  readonly codes: readonly Float32Array[]
}

const NO_CODES = new Float32Array(0)

const CODES_OF = {
  TIME_SERIES: 'timeSeriesCodesBetween',
  CROSS_SECTION: 'crossSectionCodesBetween',
} as const satisfies Readonly<Record<CodebookModule, keyof PerformanceReads>>

export async function splitCodes(
  split: PublishedSplit,
  module: CodebookModule,
  reads: PerformanceReads,
): Promise<SplitCodes> {
  const { contentId, nextDate } = split.current
  const realised = await datesOf(split, reads)
  const dates = nextDate === null ? realised : [...realised, nextDate]
  const range = rangeOf(dates)
  if (!range) return { dates, codes: [] }
  const days = await reads[CODES_OF[module]].load({ contentId, ...range })
  return { dates, codes: valuesOn(dates, days, NO_CODES) }
}

/** A codebook of a split as its test range measures it; null where the split has no such codebook. */
export const codebookOf = oncePerReads(
  {
    name: 'codebook',
    keyOf: (split: PublishedSplit, module: CodebookModule) => `${versionKey(split)} ${module}`,
    keptBytes: 200_000,
  },
  async (reads, split, module): Promise<CodebookMeasures | null> => {
    const codebooks = await reads.codebooks.load(split.current.contentId)
    const codebook = codebooks.find((one) => one.module === module)
    if (!codebook) return null
    const [coded, market, predicted] = await Promise.all([
      splitCodes(split, module, reads),
      marketOf(split, reads),
      predictionDaysOf(reads, split),
    ])
    const rankICs = new Map(predicted.map(({ date, rankIC }) => [date, rankIC]))
    const outcomes = {
      market: coded.dates.map((_, t) => market[t] ?? Number.NaN),
      rankIC: coded.dates.map((date) => rankICs.get(date) ?? Number.NaN),
    }
    await takeTurn()
    return codebookMeasures({ ...codebook, ...coded, outcomes })
  },
)
