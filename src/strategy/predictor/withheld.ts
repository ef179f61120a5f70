import type { MarketView } from '../../data/source.js'
import { UserError } from '../../lib/errors.js'
import type { DateRange } from '../../results.js'
import { foldIn, keyOf, permutation } from '../../tensor/random.js'
import { universeOf } from '../universe.js'

/**
 * Columns that training leaves out: `count` names of the universe of the train range's last date,
 * ascending. The range alone draws them, so that every seed and every method leaves out the same names. A
 * UserError where none would be left.
 */
export function withheldColumns(
  view: Pick<MarketView, 'dates' | 'assets' | 'universe'>,
  range: DateRange,
  count: number,
): Int32Array {
  if (count === 0) return new Int32Array(0)
  const members = universeOf(
    view,
    view.dates.findLastIndex((date) => date <= range.to),
  )
  if (count >= members.length) {
    throw new UserError(
      `withheldNames: ${count} leaves none of the ${members.length} names in the universe on ` +
        `${range.to}, the end of the train range, to learn from; write a smaller number`,
    )
  }
  const places = permutation(foldIn(keyOf(0), range.to), members.length).subarray(0, count)
  return Int32Array.from(places, (place) => members[place]).sort()
}
