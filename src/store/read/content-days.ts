import { type Kysely, sql } from 'kysely'
import { groupedInOrder, inOrder } from '../../lib/in-order.js'
import { type DaySeries, type FactorDaySeries, type StoredSeries, seriesOf } from '../../series.js'
import { orArchived, servedValues } from '../archive/or-archived.js'
import { type Statement, statementRows } from '../named-statements.js'
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

const ON_DATES: Statement = {
  text: `select k.n, d.v
    from unnest($1::bigint[], $2::date[]) with ordinality as k (content_id, date, n)
    join series_day d on d.content_id = k.content_id and d.date = k.date
    where d.content_id = any($1::bigint[]) and d.series = $3`,
}

/** A series on a date for each key, in the order asked; null where there is nothing. */
export function valuesOn(
  db: Kysely<Database>,
  series: DaySeries,
  keys: readonly DayKey[],
): Promise<(Values | null)[]> {
  return orArchived(db, {
    table: seriesOf(series).table,
    keys: keys.map(onDate),
    read: () => storedOn(db, series, keys),
    isMissing: (values) => values === null,
    toAnswer: ([day]) => (day ? servedValues(day) : null),
  })
}

async function storedOn(
  db: Kysely<Database>,
  series: DaySeries,
  keys: readonly DayKey[],
): Promise<(Values | null)[]> {
  const dates = keys.map(({ date }) => date)
  const values = [contentIds(keys), dates, seriesOf(series).table]
  const rows = await statementRows<{ n: number; v: Values }>(db, ON_DATES, values)
  return inOrder(ordinals(keys), rows, ({ n }) => n).map((row) => row?.v ?? null)
}

/** A series in each range, chronological; empty where there is nothing. */
export function valuesBetween(
  db: Kysely<Database>,
  series: DaySeries,
  keys: readonly RangeKey[],
): Promise<DatedValues[][]> {
  return orArchived(db, {
    table: seriesOf(series).table,
    keys,
    read: () => storedBetween(db, series, keys),
    isMissing: (days) => days.length === 0,
    toAnswer: (days) => days.map((day) => ({ date: day.date, values: servedValues(day) })),
  })
}

async function storedBetween(
  db: Kysely<Database>,
  series: DaySeries,
  keys: readonly RangeKey[],
): Promise<DatedValues[][]> {
  const { rows } = await sql<{ n: number; date: string; values: Values }>`
    select k.n, d.date, d.v as values
    from ${rangeKeys(keys)}
    join series_day d on d.content_id = k.content_id and d.date between k.first and k.last
    where ${isOf(series, keys)}
    order by d.date`.execute(db)
  return groupedInOrder(ordinals(keys), rows, ({ n }) => n)
}

/** A series by factor on a date for each key, `[K]` rows; empty where there is nothing. */
export function factorValuesOn(
  db: Kysely<Database>,
  series: FactorDaySeries,
  keys: readonly DayKey[],
): Promise<Values[][]> {
  return orArchived(db, {
    table: seriesOf(series).table,
    keys: keys.map(onDate),
    read: () => storedByFactorOn(db, series, keys),
    isMissing: (factors) => factors.length === 0,
    toAnswer: (days) => days.map(servedValues),
  })
}

async function storedByFactorOn(
  db: Kysely<Database>,
  series: FactorDaySeries,
  keys: readonly DayKey[],
): Promise<Values[][]> {
  const { rows } = await sql<{ n: number; v: Values }>`
    select k.n, d.v
    from unnest(${contentIds(keys)}::bigint[], ${keys.map(({ date }) => date)}::date[])
      with ordinality as k (content_id, date, n)
    join series_day d on d.content_id = k.content_id and d.date = k.date
    where ${isOf(series, keys)}
    order by d.factor`.execute(db)
  return groupedInOrder(ordinals(keys), rows, ({ n }) => n).map((days) => days.map(({ v }) => v))
}

export interface FactorDayKey extends DayKey {
  readonly factor: number
}

/** One factor's row of a series on a date for each key, in the order asked; null where there is none. */
export function oneFactorValuesOn(
  db: Kysely<Database>,
  series: FactorDaySeries,
  keys: readonly FactorDayKey[],
): Promise<(Values | null)[]> {
  return orArchived(db, {
    table: seriesOf(series).table,
    keys: keys.map(onDate),
    read: () => storedOfFactorOn(db, series, keys),
    isMissing: (values) => values === null,
    toAnswer: ([day]) => (day ? servedValues(day) : null),
  })
}

async function storedOfFactorOn(
  db: Kysely<Database>,
  series: FactorDaySeries,
  keys: readonly FactorDayKey[],
): Promise<(Values | null)[]> {
  const { rows } = await sql<{ n: number; v: Values }>`
    select k.n, d.v
    from unnest(${contentIds(keys)}::bigint[], ${keys.map(({ date }) => date)}::date[],
      ${keys.map(({ factor }) => factor)}::smallint[])
      with ordinality as k (content_id, date, factor, n)
    join series_day d
      on d.content_id = k.content_id and d.date = k.date and d.factor = k.factor
    where ${isOf(series, keys)}`.execute(db)
  return inOrder(ordinals(keys), rows, ({ n }) => n).map((row) => row?.v ?? null)
}

/** A date as a range, with the factor where there is one. */
export function onDate<K extends DayKey>({ date, ...key }: K) {
  return { ...key, from: date, to: date }
}

/** The contents as values of the statement: Postgres plans for their partitions alone. */
function isOf(series: StoredSeries, keys: readonly { readonly contentId: number }[]) {
  return sql`d.content_id = any(${contentIds(keys)}::bigint[]) and d.series = ${seriesOf(series).table}`
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
