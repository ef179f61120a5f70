import { sharedFloat32 } from '../../../../src/lib/shared-arrays.js'
import type { DateRange } from '../../../../src/results.js'
import { assetAxes } from '../../../../src/store/read/assets.js'
import { vectorsBetween } from '../../../../src/store/read/dated-vectors.js'
import type { ComponentBooks } from '../../../../src/strategy/component-books.js'
import { tradedSymbols } from '../../../../src/strategy/traded-axis.js'
import type { LoadedMarket } from '../../../market/load-market.js'
import type { Db } from '../../../session/session.js'
import { bookedTo, type ComponentRun } from './component-run.js'
import { splitsWithin } from './read-range.js'

/** The stored books of each run in the range, moved from the asset axis to the columns of the market. */
export async function componentBooks(
  db: Db,
  components: readonly ComponentRun[],
  range: DateRange,
  { dataset, arrays }: LoadedMarket,
): Promise<ComponentBooks[]> {
  const symbols = tradedSymbols(arrays, arrays.factors?.names.length)
  const columnOf = new Map(symbols.map((symbol, column) => [symbol, column]))
  const [axis = []] = await assetAxes(db, [dataset.id])
  const columns = axis.map(({ symbol }) => columnOf.get(symbol))
  const books: ComponentBooks[] = []
  for (const component of components) {
    const days = await storedBooks(db, component, range)
    const weights = sharedFloat32(days.length * symbols.length).fill(Number.NaN)
    for (const [row, { values }] of days.entries()) {
      for (const [position, weight] of values.entries()) {
        const column = columns[position]
        if (column !== undefined) weights[row * symbols.length + column] = weight
      }
    }
    books.push({ runId: component.run.id, dates: days.map(({ date }) => date), weights })
  }
  return books
}

/** Only what each version shows: its content may have later dates. */
async function storedBooks(db: Db, component: ComponentRun, { from, to }: DateRange) {
  const keys = splitsWithin(component, { from, to }).map((split) => ({
    contentId: split.current.contentId,
    from: split.testFrom > from ? split.testFrom : from,
    to: bookedTo(split) < to ? bookedTo(split) : to,
  }))
  return (await vectorsBetween(db, 'asset weight', keys)).flat()
}
