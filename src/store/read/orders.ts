import { type Kysely, sql } from 'kysely'
import { groupedInOrder } from '../../lib/in-order.js'
import type { Database } from '../tables/index.js'

export interface StoredOrder {
  /** On the asset axis. */
  readonly position: number
  readonly currentWeight: number
  readonly targetWeight: number
  /** Last unadjusted close; null where unknown. */
  readonly price: number | null
}

/** The orders of each split version, along the asset axis; empty where it is not live. */
export async function ordersOf(
  db: Kysely<Database>,
  versionIds: readonly number[],
): Promise<StoredOrder[][]> {
  const rows = await db
    .selectFrom('order_day')
    .innerJoin('asset', 'asset.id', 'order_day.asset_id')
    .select([
      'split_version_id',
      'asset.position',
      'current_weight as currentWeight',
      'target_weight as targetWeight',
      'price',
    ])
    .where('split_version_id', '=', sql<number>`any(${versionIds}::bigint[])`)
    .orderBy('asset.position')
    .execute()
  return groupedInOrder(versionIds, rows, (row) => row.split_version_id)
}
