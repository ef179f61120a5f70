import { type Kysely, sql } from 'kysely'
import { groupedInOrder, inOrder } from '../../lib/in-order.js'
import { type NamedStatement, namedRows } from '../named-statements.js'
import type { Database } from '../tables/index.js'

/** Values over the asset axis (or over factors, or characteristics); null where missing. */
export type Values = readonly (number | null)[]

export interface DayKey {
  readonly contentId: number
  readonly date: string
}

/** Dates from `from` to `to`, both included. */
export interface RangeKey {
  readonly contentId: number
  readonly from: string
  readonly to: string
}

export interface DatedValues {
  readonly date: string
  readonly values: Values
}

export type DayTable = 'residual_day' | 'asset_weight_day' | 'factor_return_day'
export type FactorDayTable = 'beta_day' | 'factor_weight_day' | 'factor_characteristic_day'

const ON_DATES: Readonly<Record<DayTable, NamedStatement>> = {
  residual_day: valuesOnDates('residual_day'),
  asset_weight_day: valuesOnDates('asset_weight_day'),
  factor_return_day: valuesOnDates('factor_return_day'),
}

function valuesOnDates(table: DayTable): NamedStatement {
  return {
    name: `${table}_on`,
    text: `select k.n, d.v
      from unnest($1::bigint[], $2::date[]) with ordinality as k (content_id, date, n)
      join ${table} d on d.content_id = k.content_id and d.date = k.date`,
  }
}

/** One row of a day table for each key, in the order asked; null where there is none. */
export async function valuesOn(
  db: Kysely<Database>,
  table: DayTable,
  keys: readonly DayKey[],
): Promise<(Values | null)[]> {
  const dates = keys.map(({ date }) => date)
  const rows = await namedRows<{ n: number; v: Values }>(db, ON_DATES[table], [
    contentIds(keys),
    dates,
  ])
  return inOrder(ordinals(keys), rows, ({ n }) => n).map((row) => row?.v ?? null)
}

/** The rows of a day table in each range, chronological; empty where there are none. */
export async function valuesBetween(
  db: Kysely<Database>,
  table: DayTable,
  keys: readonly RangeKey[],
): Promise<DatedValues[][]> {
  const { rows } = await sql<{ n: number; date: string; values: Values }>`
    select k.n, d.date, d.v as values
    from ${rangeKeys(keys)}
    join ${sql.table(table)} d on d.content_id = k.content_id and d.date between k.first and k.last
    order by d.date`.execute(db)
  return groupedInOrder(ordinals(keys), rows, ({ n }) => n)
}

/** A factor table's rows of one date, by factor, for each key; empty where there are none. */
export async function factorValuesOn(
  db: Kysely<Database>,
  table: FactorDayTable,
  keys: readonly DayKey[],
): Promise<Values[][]> {
  const { rows } = await sql<{ n: number; v: Values }>`
    select k.n, d.v
    from unnest(${contentIds(keys)}::bigint[], ${keys.map(({ date }) => date)}::date[])
      with ordinality as k (content_id, date, n)
    join ${sql.table(table)} d on d.content_id = k.content_id and d.date = k.date
    order by d.factor`.execute(db)
  return groupedInOrder(ordinals(keys), rows, ({ n }) => n).map((days) => days.map(({ v }) => v))
}

export interface FactorDayKey extends DayKey {
  readonly factor: number
}

/** One factor's row of one date for each key, in the order asked; null where there is none. */
export async function oneFactorValuesOn(
  db: Kysely<Database>,
  table: FactorDayTable,
  keys: readonly FactorDayKey[],
): Promise<(Values | null)[]> {
  const { rows } = await sql<{ n: number; v: Values }>`
    select k.n, d.v
    from unnest(${contentIds(keys)}::bigint[], ${keys.map(({ date }) => date)}::date[],
      ${keys.map(({ factor }) => factor)}::smallint[])
      with ordinality as k (content_id, date, factor, n)
    join ${sql.table(table)} d
      on d.content_id = k.content_id and d.date = k.date and d.factor = k.factor`.execute(db)
  return inOrder(ordinals(keys), rows, ({ n }) => n).map((row) => row?.v ?? null)
}

function rangeKeys(keys: readonly RangeKey[]) {
  return sql`unnest(${contentIds(keys)}::bigint[], ${keys.map(({ from }) => from)}::date[],
    ${keys.map(({ to }) => to)}::date[]) with ordinality as k (content_id, first, last, n)`
}

function contentIds(keys: readonly { readonly contentId: number }[]): number[] {
  return keys.map(({ contentId }) => contentId)
}

function ordinals(keys: readonly unknown[]): number[] {
  return keys.map((_, index) => index + 1)
}
