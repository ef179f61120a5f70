import { type Kysely, sql } from 'kysely'
import { inOrder } from '../../lib/in-order.js'
import type { Database } from '../tables/index.js'
import type { DayKey } from './content-days.js'
import { toFloat64 } from './dated-vectors.js'

/** Running sums from a content's first date to this one. */
export interface DatedSums {
  readonly date: string
  readonly values: Float64Array
}

/** The running sums by asset of the last date at or before each key's that has any; null where none has. */
export async function assetSumsUpTo(
  db: Kysely<Database>,
  keys: readonly DayKey[],
): Promise<(DatedSums | null)[]> {
  const { rows } = await sql<SumsRow>`
    select k.n, s.date, array_send(s.v) as bytes
    from ${dayKeys(keys)}
    cross join lateral (
      select date, v from asset_sum_day d
      where d.content_id = k.content_id and d.date <= k.date order by d.date desc limit 1
    ) s`.execute(db)
  return sumsInOrder(keys, rows)
}

/** The running sums by factor on each key's date; null where there are none. */
export async function factorSumsOn(
  db: Kysely<Database>,
  keys: readonly DayKey[],
): Promise<(DatedSums | null)[]> {
  const { rows } = await sql<SumsRow>`
    select k.n, d.date, array_send(d.v) as bytes
    from ${dayKeys(keys)}
    join factor_sum_day d on d.content_id = k.content_id and d.date = k.date`.execute(db)
  return sumsInOrder(keys, rows)
}

interface SumsRow {
  readonly n: number
  readonly date: string
  readonly bytes: Buffer
}

function sumsInOrder(keys: readonly DayKey[], rows: readonly SumsRow[]): (DatedSums | null)[] {
  const ordinals = keys.map((_, index) => index + 1)
  return inOrder(ordinals, rows, ({ n }) => n).map(
    (row) => row && { date: row.date, values: toFloat64(row.bytes) },
  )
}

function dayKeys(keys: readonly DayKey[]) {
  return sql`unnest(${keys.map(({ contentId }) => contentId)}::bigint[],
    ${keys.map(({ date }) => date)}::date[]) with ordinality as k (content_id, date, n)`
}
