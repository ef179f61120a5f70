import { type Attribution, costOfDays } from '../accounts/attribution.js'
import { attributedByFactorSums } from '../accounts/factor-sums.js'
import { pnlOf } from '../accounts/pnl.js'
import { attributedFromSums } from '../accounts/range-sums.js'
import { never } from '../lib/assert.js'
import { takeTurn } from '../lib/turns.js'
import type { StoredSplit } from '../store/read/splits.js'
import { isPublished, type PublishedSplit } from './chain.js'
import { type DateFilter, rangeOf } from './dated-values.js'
import { factorSumsIn } from './factor-sums.js'
import { oncePerReads } from './once-per-reads.js'
import { assetSumsIn } from './range-sums.js'
import type { PerformanceReads } from './reads.js'

type AttributedBy = 'FACTOR' | 'SECTOR' | 'ASSET'

export interface AttributionOptions {
  readonly by: AttributedBy
  readonly filter: DateFilter
}

/** The label of assets without a sector. */
export const NO_SECTOR = 'no sector'

/** Net return of the range by factor, sector or asset; nothing of a split that is not published. */
export async function attributionOf(
  split: StoredSplit,
  { by, filter }: AttributionOptions,
  reads: PerformanceReads,
): Promise<readonly Attribution[]> {
  if (!isPublished(split)) return []
  const rows = await reads.accountRows.load(split.current.id)
  const dates = rows.map(({ date }) => date).filter((date) => filter.includes(date))
  return dates.length === 0 ? [] : attributionOn(reads, split, dates, by)
}

const BYTES_A_ROW = 100

const attributionOn = oncePerReads(
  {
    name: 'attribution',
    keyOf: (split: PublishedSplit, dates: readonly string[], by: AttributedBy) => {
      const { from, to } = rangeOf(dates) ?? {}
      return `${split.current.id} ${by} ${from} ${to} ${dates.length}`
    },
    keptBytes: 50 * BYTES_A_ROW,
  },
  async (reads, split, dates, by): Promise<readonly Attribution[]> => {
    const wanted = new Set(dates)
    const rows = await reads.accountRows.load(split.current.id)
    await takeTurn()
    const days = pnlOf(rows.filter(({ date }) => wanted.has(date)))
    switch (by) {
      case 'FACTOR':
        return attributedByFactorSums(await factorSumsIn(split, dates, reads), days)
      case 'SECTOR':
      case 'ASSET': {
        const labelOf = await labelsOf(split, by, reads)
        const { sums } = await assetSumsIn(split, dates, reads)
        return [...attributedFromSums(sums, days.length, labelOf), costOfDays(days)]
      }
      default:
        return never(by)
    }
  },
)

async function labelsOf(
  { datasetId }: PublishedSplit,
  by: 'SECTOR' | 'ASSET',
  reads: PerformanceReads,
): Promise<(position: number) => string> {
  const axis = await reads.axis.load(datasetId)
  const labels = axis.map(({ symbol, sector }) => (by === 'ASSET' ? symbol : (sector ?? NO_SECTOR)))
  return (position) => labels[position] ?? NO_SECTOR
}
