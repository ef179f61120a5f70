import { type Kysely, sql } from 'kysely'
import { groupedInOrder } from '../../lib/in-order.js'
import { type DaySeries, type FactorDaySeries, seriesOf } from '../../series.js'
import type { ArchivedDay } from '../archive/archived-days.js'
import { orArchived } from '../archive/or-archived.js'
import type { Database } from '../tables/index.js'
import type { RangeKey } from './content-days.js'

/**
 * Values over the asset axis (or over factors) as the program computes with them: missing is NaN.
 * They leave the database in its binary form, as their decimal digits cost several times as much
 * to write and to read; where digits are served, `content-days.ts` reads them.
 */
export interface DatedVector<A = Float32Array> {
  readonly date: string
  readonly values: A
}

export interface DatedFactorVectors {
  readonly date: string
  /** `[K]` of values over the asset axis. */
  readonly byFactor: readonly Float32Array[]
}

/** A series in each range, chronological; empty where there is nothing. */
export function vectorsBetween(
  db: Kysely<Database>,
  series: DaySeries,
  keys: readonly RangeKey[],
): Promise<DatedVector[][]> {
  const { table } = seriesOf(series)
  return orArchived(db, {
    table,
    keys,
    read: async () => {
      const found = await arraysBetween(db, 'series_day', keys, table)
      return found.map((days) =>
        days.map(({ date, bytes }) => ({ date, values: toFloat32(bytes) })),
      )
    },
    isMissing: (days) => days.length === 0,
    toAnswer: (days) => days.map(({ date, values }) => ({ date, values })),
  })
}

/** The arrays of a table (or of one series in it), one a date, as `array_send` writes them, in each range, chronological. */
export async function arraysBetween(
  db: Kysely<Database>,
  table: string,
  keys: readonly RangeKey[],
  series?: string,
): Promise<{ readonly date: string; readonly bytes: Buffer }[][]> {
  const ofSeries = series === undefined ? sql`` : sql`and d.series = ${series}`
  const { rows } = await sql<{ n: number; date: string; bytes: Buffer }>`
    select k.n, d.date, array_send(d.v) as bytes
    from ${rangeKeys(keys)}
    join ${sql.table(table)} d on d.content_id = k.content_id and d.date between k.first and k.last
    where d.content_id = any(${contentIds(keys)}::bigint[]) ${ofSeries}
    order by d.date`.execute(db)
  return groupedInOrder(ordinals(keys), rows, ({ n }) => n)
}

/** A series by factor in each range, chronological. */
export function factorVectorsBetween(
  db: Kysely<Database>,
  series: FactorDaySeries,
  keys: readonly RangeKey[],
): Promise<DatedFactorVectors[][]> {
  return orArchived(db, {
    table: seriesOf(series).table,
    keys,
    read: () => storedFactorVectors(db, series, keys),
    isMissing: (days) => days.length === 0,
    toAnswer: byDate,
  })
}

async function storedFactorVectors(
  db: Kysely<Database>,
  series: FactorDaySeries,
  keys: readonly RangeKey[],
): Promise<DatedFactorVectors[][]> {
  const { rows } = await sql<{ n: number; date: string; bytes: Buffer }>`
    select k.n, d.date, array_send(d.v) as bytes
    from ${rangeKeys(keys)}
    join series_day d on d.content_id = k.content_id and d.date between k.first and k.last
    where d.content_id = any(${contentIds(keys)}::bigint[]) and d.series = ${seriesOf(series).table}
    order by d.date, d.factor`.execute(db)
  return groupedInOrder(ordinals(keys), rows, ({ n }) => n).map((days) =>
    byDate(days.map(({ date, bytes }) => ({ date, values: toFloat32(bytes) }))),
  )
}

/** Rows by date and factor, the factors of each date together. */
function byDate(rows: readonly Pick<ArchivedDay, 'date' | 'values'>[]): DatedFactorVectors[] {
  const dates = new Map<string, Float32Array[]>()
  for (const { date, values } of rows) {
    const factors = dates.get(date) ?? []
    if (factors.length === 0) dates.set(date, factors)
    factors.push(values)
  }
  return [...dates].map(([date, byFactor]) => ({ date, byFactor }))
}

const HEADER_BYTES = 20
const LENGTH_BYTES = 4
/** The length of an element that is NULL. */
const NULL = -1

/** A `real[]` as `array_send` writes it. */
export function toFloat32(bytes: Buffer): Float32Array {
  const values = new Float32Array(lengthOf(bytes)).fill(Number.NaN)
  eachElement(bytes, values.length, 4, (view, offset, i) => {
    values[i] = view.getFloat32(offset)
  })
  return values
}

/** A `double precision[]` as `array_send` writes it. */
export function toFloat64(bytes: Buffer): Float64Array {
  const values = new Float64Array(lengthOf(bytes)).fill(Number.NaN)
  eachElement(bytes, values.length, 8, (view, offset, i) => {
    values[i] = view.getFloat64(offset)
  })
  return values
}

/** Dimensions, a flag and the type stand before the length of the first dimension. */
function lengthOf(bytes: Buffer): number {
  return bytes.readInt32BE(0) === 0 ? 0 : bytes.readInt32BE(12)
}

function eachElement(
  bytes: Buffer,
  count: number,
  width: number,
  read: (view: DataView, offset: number, index: number) => void,
): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let at = HEADER_BYTES
  for (let i = 0; i < count; i++) {
    const missing = view.getInt32(at) === NULL
    at += LENGTH_BYTES
    if (missing) continue
    read(view, at, i)
    at += width
  }
}

function rangeKeys(keys: readonly RangeKey[]) {
  return sql`unnest(${contentIds(keys)}::bigint[],
    ${keys.map(({ from }) => from)}::date[], ${keys.map(({ to }) => to)}::date[])
    with ordinality as k (content_id, first, last, n)`
}

function contentIds(keys: readonly RangeKey[]): number[] {
  return keys.map(({ contentId }) => contentId)
}

function ordinals(keys: readonly unknown[]): number[] {
  return keys.map((_, index) => index + 1)
}
