import { type Kysely, sql } from 'kysely'
import type { AccountRow } from '../accounts/pnl.js'
import { groupedInOrder } from '../lib/in-order.js'
import type { Database } from './tables/index.js'

/** The account of every date of each split version, chronological. */
export async function accountRows(
  db: Kysely<Database>,
  versionIds: readonly number[],
): Promise<AccountRow[][]> {
  const rows = await db
    .selectFrom('pnl_day')
    .select(['split_version_id', 'date', 'gross', 'turnover', 'short_exposure as shortExposure'])
    .where('split_version_id', '=', sql<number>`any(${versionIds}::bigint[])`)
    .orderBy('date')
    .execute()
  return groupedInOrder(versionIds, rows, (row) => row.split_version_id)
}

export interface MarketRow {
  readonly date: string
  /** Return of the equal-weight universe; null where it is unknown. */
  readonly market: number | null
}

/** The market's return on every date of `accountRows`. */
export async function marketRows(
  db: Kysely<Database>,
  versionIds: readonly number[],
): Promise<MarketRow[][]> {
  const rows = await db
    .selectFrom('pnl_day')
    .innerJoin('split_version', 'split_version.id', 'pnl_day.split_version_id')
    .innerJoin('split', 'split.id', 'split_version.split_id')
    .innerJoin('run', 'run.id', 'split.run_id')
    .leftJoin('return_day', (join) =>
      join
        .onRef('return_day.dataset_id', '=', 'run.dataset_id')
        .onRef('return_day.date', '=', 'pnl_day.date'),
    )
    .select(['pnl_day.split_version_id', 'pnl_day.date', 'return_day.market'])
    .where('pnl_day.split_version_id', '=', sql<number>`any(${versionIds}::bigint[])`)
    .orderBy('pnl_day.date')
    .execute()
  return groupedInOrder(versionIds, rows, (row) => row.split_version_id)
}
