import { type Kysely, sql } from 'kysely'
import type { AccountRow } from '../accounts/pnl.js'
import { groupedInOrder, inOrder } from '../lib/in-order.js'
import { toFloat64 } from './dated-vectors.js'
import { namedRows } from './named-statements.js'
import type { Database } from './tables/index.js'

/** A split's columns as a value each: read in a fraction of the time of a row for each date. */
const ACCOUNTS = {
  name: 'account_rows',
  text: `select id, string_agg(date::text, ',') as dates, array_send(array_agg(gross)) as gross,
      array_send(array_agg(turnover)) as turnover, array_send(array_agg(short)) as short
    from (
      select split_version_id as id, date, gross, turnover, short_exposure as short
      from pnl_day where split_version_id = any($1::bigint[]) order by split_version_id, date
    ) chronological group by id`,
}

interface AccountColumns {
  readonly id: number
  readonly dates: string
  readonly gross: Buffer
  readonly turnover: Buffer
  readonly short: Buffer
}

/** The account of every date of each split version, chronological. */
export async function accountRows(
  db: Kysely<Database>,
  versionIds: readonly number[],
): Promise<AccountRow[][]> {
  const rows = await namedRows<AccountColumns>(db, ACCOUNTS, [versionIds])
  return inOrder(versionIds, rows, ({ id }) => id).map((columns) =>
    columns ? toRows(columns) : [],
  )
}

function toRows(columns: AccountColumns): AccountRow[] {
  const [gross, turnover, short] = [columns.gross, columns.turnover, columns.short].map(toFloat64)
  return columns.dates
    .split(',')
    .map((date, t) => ({ date, gross: gross[t], turnover: turnover[t], shortExposure: short[t] }))
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
