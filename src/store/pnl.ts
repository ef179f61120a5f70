import { type Kysely, sql } from 'kysely'
import type { AccountRow } from '../accounts/pnl.js'
import { groupedInOrder, inOrder } from '../lib/in-order.js'
import { namedRows } from './named-statements.js'
import type { Database } from './tables/index.js'

/** A split's columns as one text each: read in a third of the time that a row for each date takes. */
const ACCOUNTS = {
  name: 'account_rows',
  text: `select id, string_agg(date::text, ',') as dates, string_agg(gross::text, ',') as gross,
      string_agg(turnover::text, ',') as turnover, string_agg(short::text, ',') as short
    from (
      select split_version_id as id, date, gross, turnover, short_exposure as short
      from pnl_day where split_version_id = any($1::bigint[]) order by split_version_id, date
    ) chronological group by id`,
}

interface AccountColumns {
  readonly id: number
  readonly dates: string
  readonly gross: string
  readonly turnover: string
  readonly short: string
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
  const [gross, turnover, short] = [columns.gross, columns.turnover, columns.short].map(toNumbers)
  return columns.dates
    .split(',')
    .map((date, t) => ({ date, gross: gross[t], turnover: turnover[t], shortExposure: short[t] }))
}

function toNumbers(list: string): number[] {
  return JSON.parse(`[${list}]`)
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
