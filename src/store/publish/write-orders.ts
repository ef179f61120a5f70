import type { Book } from '../../accounts/account.js'
import { type CopyValue, copyRows } from '../copy-rows.js'
import type { Transaction } from '../transaction.js'

export interface OrdersOptions {
  readonly datasetId: number
  readonly versionId: number
  /** The last book, as it was decided (undrifted); null is flat. */
  readonly current: Book | null
  readonly target: Book
  /** Last unadjusted closes over the asset axis, null where unknown. */
  readonly closes: readonly (number | null)[] | null
}

/** Writes the trades from one book to the next, an order for each asset with a position in either. */
export async function writeOrders(
  { db, client }: Transaction,
  { datasetId, versionId, current, target, closes }: OrdersOptions,
): Promise<void> {
  const assets = await db
    .selectFrom('asset')
    .select(['id', 'position'])
    .where('dataset_id', '=', datasetId)
    .execute()
  const idAt = new Map(assets.map(({ id, position }) => [position, id]))
  const [from, to] = [weightsOf(current), weightsOf(target)]
  const positions = [...new Set([...from.keys(), ...to.keys()])].sort((a, b) => a - b)
  await copyRows(client, {
    table: 'order_day',
    columns: {
      split_version_id: 'int8',
      asset_id: 'int4',
      current_weight: 'float4',
      target_weight: 'float4',
      price: 'float8',
    },
    rows: positions.map((at): CopyValue[] => [
      versionId,
      idAt.get(at) ?? null,
      from.get(at) ?? 0,
      to.get(at) ?? 0,
      closes?.[at] ?? null,
    ]),
  })
}

function weightsOf(book: Book | null): Map<number, number> {
  const weights = new Map<number, number>()
  book?.assets.forEach((position, i) => {
    const weight = book.weights[i] ?? 0
    if (weight !== 0) weights.set(position, weight)
  })
  return weights
}
