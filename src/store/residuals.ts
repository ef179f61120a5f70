import { type Kysely, sql } from 'kysely'
import { groupedInOrder } from '../lib/in-order.js'
import { type DayKey, type RangeKey, type Values, valuesOn } from './content-days.js'
import { type DatedVector, vectorsBetween } from './dated-vectors.js'
import type { Database } from './tables/index.js'

/** Residuals of a date over the asset axis; null where the split has no such date. */
export function residualsOn(
  db: Kysely<Database>,
  keys: readonly DayKey[],
): Promise<(Values | null)[]> {
  return valuesOn(db, 'residual_day', keys)
}

export function residualsBetween(
  db: Kysely<Database>,
  keys: readonly RangeKey[],
): Promise<DatedVector[][]> {
  return vectorsBetween(db, 'residual_day', keys)
}

/** A residual's place in the order of pages: by date, then by asset position. */
export interface ResidualKey {
  readonly date: string
  readonly position: number
}

export interface ResidualRow extends ResidualKey {
  readonly value: number
}

export interface ResidualPageOptions {
  readonly first: number
  /** The last residual of the page before. */
  readonly after?: ResidualKey
  /** Positions wanted; all where left out. */
  readonly positions?: readonly number[]
}

/** The first rows of each range after `after`, one more than `first` where there are more. */
export async function residualPages(
  db: Kysely<Database>,
  keys: readonly RangeKey[],
  { first, after, positions }: ResidualPageOptions,
): Promise<ResidualRow[][]> {
  const { rows } = await sql<ResidualRow & { n: number }>`
    select k.n, page.date, page.position, page.value
    from unnest(${keys.map(({ contentId }) => contentId)}::bigint[],
      ${keys.map(({ from }) => from)}::date[], ${keys.map(({ to }) => to)}::date[])
      with ordinality as k (content_id, first, last, n)
    cross join lateral (
      select d.date, u.i::int - 1 as position, u.value
      from residual_day d
      cross join lateral unnest(d.v) with ordinality as u (value, i)
      where d.content_id = k.content_id and d.date between k.first and k.last
        and u.value is not null
        ${after ? sql`and d.date >= ${after.date}::date` : sql``}
        ${after ? sql`and (d.date, u.i) > (${after.date}::date, ${after.position + 1})` : sql``}
        ${positions ? sql`and u.i - 1 = any(${positions}::int[])` : sql``}
      order by d.date, u.i
      limit ${first + 1}
    ) page
    order by k.n, page.date, page.position`.execute(db)
  return groupedInOrder(
    keys.map((_, index) => index + 1),
    rows,
    ({ n }) => n,
  )
}
