import type { SplitResult } from '../../results.js'
import type { StoredSplit } from '../read/splits.js'
import type { Transaction } from '../transaction.js'
import { invalid } from './invalid-result.js'

/** Where each asset of the result stands on the dataset's axis. */
export async function positionsOf(
  { db }: Transaction,
  { datasetId }: StoredSplit,
  result: SplitResult,
): Promise<Int32Array> {
  const rows = await db
    .selectFrom('asset')
    .select(['symbol', 'position'])
    .where('dataset_id', '=', datasetId)
    .execute()
  const bySymbol = new Map(rows.map(({ symbol, position }) => [symbol, position]))
  return Int32Array.from(result.assets, (symbol) => {
    const position = bySymbol.get(symbol)
    if (position !== undefined) return position
    throw invalid(result, `its dataset has no asset ${symbol}`)
  })
}

/** Last closes moved to the axis, null where unknown; null where the result has none. */
export function closesOf(
  { lastCloses }: SplitResult,
  positions: Int32Array,
): readonly (number | null)[] | null {
  if (!lastCloses) return null
  const closes: (number | null)[] = []
  positions.forEach((position, i) => {
    const close = lastCloses[i]
    closes[position] = close !== undefined && Number.isFinite(close) ? close : null
  })
  return Array.from(closes, (close) => close ?? null)
}
