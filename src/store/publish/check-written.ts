import { sql } from 'kysely'
import type { StoredSplit } from '../read/splits.js'
import type { Transaction } from '../transaction.js'
import type { AxisDay } from './axis-days.js'
import { BOOK_TOLERANCE, isBookSize } from './check-result.js'
import { invalid } from './invalid-result.js'

export interface WrittenVersion {
  readonly versionId: number
  readonly contentId: number
  /** As in `SplitResult`. */
  readonly grossExposureLimit?: number
  /** The dates that this version adds, or of which it adds what happened. */
  readonly days: readonly Pick<AxisDay, 'date' | 'returns'>[]
}

interface WrittenDay {
  readonly date: string
  readonly happened: boolean
  readonly size: number | null
  readonly short: number | null
  readonly earned: number | null
  readonly beyond: number
  readonly gross: number | null
  readonly turnover: number | null
  readonly shortExposure: number | null
}

/** Two books of size 1 differ by 2 at most. */
const LARGEST_TURNOVER = 2

/**
 * Reads back what a version adds, before anyone sees it: every date has its book, `Σ|w|` is 1 (or 0, or
 * at most the limit of scaled books), no asset lies beyond the axis, and each account is that of the book and the stored returns:
 * `gross = Σ w·R`, `short = Σ |min(w, 0)|`, `0 ≤ turnover ≤ 2` (twice the limit).
 */
export async function checkWritten(
  { db }: Transaction,
  split: StoredSplit,
  { versionId, contentId, grossExposureLimit, days }: WrittenVersion,
): Promise<void> {
  const dates = days.map(({ date }) => date)
  const happened = days.map(({ returns }) => returns !== null)
  const { datasetId } = split
  const { rows } = await sql<WrittenDay>`
    select k.date, k.happened, book.size, book.short, book.earned, coalesce(book.beyond, 0) as beyond,
      pnl_day.gross, pnl_day.turnover, pnl_day.short_exposure as "shortExposure"
    from unnest(${dates}::date[], ${happened}::bool[]) as k (date, happened)
    left join series_day d
      on d.content_id = ${contentId} and d.series = 'asset_weight_day' and d.date = k.date
    left join return_day r on r.dataset_id = ${datasetId} and r.date = k.date
    left join lateral (
      select coalesce(sum(abs(w)), 0)::float8 as size,
        coalesce(-sum(least(w, 0)), 0)::float8 as short,
        coalesce(sum(w * ret), 0) as earned,
        (count(*) filter (where w is not null
          and n > (select count(*) from asset where dataset_id = ${datasetId})))::int as beyond
      from unnest(d.v::float8[], r.v) with ordinality as u (w, ret, n)
    ) as book on d.v is not null
    left join pnl_day on pnl_day.split_version_id = ${versionId} and pnl_day.date = k.date
    order by k.date`.execute(db)
  for (const row of rows) {
    const problem = problemOf(row, grossExposureLimit)
    if (problem) throw invalid({ split }, `${row.date} ${problem}`)
  }
}

function problemOf(day: WrittenDay, limit?: number): string | null {
  const { size, short, earned, gross, turnover, shortExposure } = day
  if (size === null) return 'has no book'
  if (day.beyond > 0) return `has ${day.beyond} weights beyond the asset axis`
  if (!isBookSize(size, limit)) return `has a book of size ${size}, not ${limit ?? 1}`
  if (!day.happened) return gross === null ? null : 'has an account, and has not happened yet'
  if (gross === null || turnover === null || shortExposure === null) return 'has no account'
  if (!near(gross, earned)) return `earned ${earned} by its book, and is accounted with ${gross}`
  if (!near(shortExposure, short)) {
    return `is short ${short} by its book, and is accounted with ${shortExposure}`
  }
  if (turnover >= 0 && turnover <= LARGEST_TURNOVER * (limit ?? 1) + BOOK_TOLERANCE) return null
  return `is accounted with a turnover of ${turnover}`
}

/** NaN is near nothing. */
function near(value: number, expected: number | null): boolean {
  return expected !== null && Math.abs(value - expected) <= BOOK_TOLERANCE
}
