import { type Kysely, sql } from 'kysely'
import { DEFAULT_COST_RATES } from '../../accounts/costs.js'
import {
  type AccountRow,
  costsKey,
  type PrintedColumn,
  type PrintedValues,
} from '../../accounts/pnl.js'
import { groupedInOrder, inOrder } from '../../lib/in-order.js'
import { statementRows } from '../named-statements.js'
import { fromPostgresDay } from '../postgres-day.js'
import type { Database } from '../tables/index.js'

/** A version's dates in one value, which a row for each date would take three times as long to read. */
const ACCOUNTS = {
  name: 'account_rows',
  text: `select split_version_id as id, v as days from packed_account
    where split_version_id = any($1::bigint[])`,
}

/** The account of every date of each split version, chronological. */
export async function accountRows(
  db: Kysely<Database>,
  versionIds: readonly number[],
): Promise<AccountRow[][]> {
  const rows = await statementRows<{ id: number; days: Buffer }>(db, ACCOUNTS, [versionIds])
  return inOrder(versionIds, rows, ({ id }) => id).map((found) => (found ? toRows(found.days) : []))
}

/** A date as four bytes, then three doubles. */
const DAY_BYTES = 28

function toRows(days: Buffer): AccountRow[] {
  const view = new DataView(days.buffer, days.byteOffset, days.byteLength)
  return Array.from({ length: days.byteLength / DAY_BYTES }, (_, t) => {
    const at = t * DAY_BYTES
    return {
      date: fromPostgresDay(view.getInt32(at)),
      gross: view.getFloat64(at + 4),
      turnover: view.getFloat64(at + 12),
      shortExposure: view.getFloat64(at + 20),
    }
  })
}

/** A split version and a column of its PnL. */
export type PrintedKey = `${number} ${PrintedColumn}`

/** Each key is looked up by itself: a join of a small table would read all of it. */
const PRINTED = {
  name: 'printed_pnl',
  text: `select p.v as text, p.count
    from unnest($1::bigint[], $2::text[]) with ordinality as k (id, name, n)
    left join lateral (
      select v, count from printed_pnl
      where split_version_id = k.id and "column" = k.name and costs = $3 limit 1
    ) p on true
    order by k.n`,
}

/** A column as it was printed when its version was published; no text where its rows have changed since. */
export type StoredColumn = PrintedValues | { readonly text: null }

/** Columns of PnL over all dates of a version, at the default costs. */
export function printedPnl(
  db: Kysely<Database>,
  keys: readonly PrintedKey[],
): Promise<StoredColumn[]> {
  const parts = keys.map((key) => key.split(' '))
  const [ids, columns] = [parts.map(([id]) => id), parts.map(([, column]) => column)]
  return statementRows(db, PRINTED, [ids, columns, costsKey(DEFAULT_COST_RATES)])
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
