import type { Book } from '../../accounts/account.js'
import { VOLUME_DATES } from '../../accounts/capacity.js'
import { addDays } from '../../lib/dates.js'
import { takeTurn } from '../../lib/turns.js'
import { zip } from '../../lib/zip.js'
import { booksBefore } from '../accounts.js'
import { chainKey, versionKey } from '../chain.js'
import { rangeOf } from '../dated-values.js'
import { oncePerReads } from '../once-per-reads.js'
import { booksOn, datesOf } from '../split-days.js'
import { type Impact, impactOf } from './impact.js'
import { RollingRows } from './rolling.js'

/** Dates of the daily volatility of an asset. */
const VOLATILITY_DATES = 60
/** Calendar days that hold so many trading dates, holidays included. */
const DAYS_BEFORE = 120
const DATES_AT_ONCE = 20
const FLAT: Book = { assets: new Int32Array(0), weights: new Float32Array(0) }

/** What trading cost on a date, by the capital; null where the dataset has no dollar volumes. */
export interface ImpactDay extends Impact {
  readonly date: string
}

/** The impact of a split's trades on each of its dates; empty where no dollar volumes are stored. */
export const impactDaysOf = oncePerReads(
  {
    name: 'impact days',
    keyOf: versionKey,
    keptBytes: 40_000,
    contextOf: (reads, split) => chainKey(split, reads),
  },
  async (reads, split): Promise<readonly ImpactDay[]> => {
    const dates = await datesOf(split, reads)
    const range = rangeOf(dates)
    if (!range) return []
    const key = { datasetId: split.datasetId, ...range, from: addDays(range.from, -DAYS_BEFORE) }
    const volumes = await reads.dollarVolumesBetween.load(key)
    if (volumes.length === 0) return []
    const [returns, books, before] = await Promise.all([
      reads.returnsBetween.load(key),
      booksOn(split, dates, reads),
      booksBefore(split, 1, reads),
    ])
    const volatility = rowsBefore(returns, VOLATILITY_DATES)
    const volume = rowsBefore(volumes, VOLUME_DATES)
    const days: ImpactDay[] = []
    let previous = before[0] ?? FLAT
    for (const [n, [date, book]] of zip(dates, books).entries()) {
      if (n % DATES_AT_ONCE === 0) await takeTurn()
      const liquidity = {
        volatility: volatility(date).deviations(),
        volume: volume(date).means(),
      }
      days.push({ date, ...impactOf(book, previous, liquidity) })
      previous = book
    }
    return days
  },
)

interface DatedRow {
  readonly date: string
  readonly values: ArrayLike<number>
}

/** The last rows before a date; dates are asked for in ascending order. */
function rowsBefore(days: readonly DatedRow[], count: number): (date: string) => RollingRows {
  const rows = new RollingRows(count)
  let next = 0
  return (date) => {
    for (let day = days[next]; day && day.date < date; day = days[++next]) rows.add(day.values)
    return rows
  }
}
