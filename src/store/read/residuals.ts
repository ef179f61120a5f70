import type { Kysely } from 'kysely'
import { inOrder } from '../../lib/in-order.js'
import type { ArchivedDay } from '../archive/archived-days.js'
import { orArchived, servedValues } from '../archive/or-archived.js'
import { toPostgresArray } from '../archive/postgres-digits.js'
import { type Statement, statementRows } from '../named-statements.js'
import { parseFloatArray } from '../pg-types.js'
import type { Database } from '../tables/index.js'
import { type DayKey, onDate, type RangeKey } from './content-days.js'

const TABLE = 'residual_day'

const TEXTS_ON: Statement = {
  text: `select k.n, d.v::text as text
    from unnest($1::bigint[], $2::date[]) with ordinality as k (content_id, date, n)
    join series_day d on d.content_id = k.content_id and d.date = k.date
    where d.content_id = any($1::bigint[]) and d.series = '${TABLE}'`,
}

/**
 * Residuals of a date over the asset axis in their shortest digits, between commas, `NULL` where
 * missing; null where the split has no such date.
 */
export function residualTextsOn(
  db: Kysely<Database>,
  keys: readonly DayKey[],
): Promise<(string | null)[]> {
  return orArchived(db, {
    table: TABLE,
    keys: keys.map(onDate),
    read: () => storedTextsOn(db, keys),
    isMissing: (text) => text === null,
    toAnswer: ([day]) => (day ? toPostgresArray(day.values).slice(1, -1) : null),
  })
}

async function storedTextsOn(
  db: Kysely<Database>,
  keys: readonly DayKey[],
): Promise<(string | null)[]> {
  const [contentIds, dates] = [keys.map(({ contentId }) => contentId), keys.map(({ date }) => date)]
  const rows = await statementRows<{ n: number; text: string }>(db, TEXTS_ON, [contentIds, dates])
  const ordinals = keys.map((_, index) => index + 1)
  return inOrder(ordinals, rows, ({ n }) => n).map((row) => row?.text.slice(1, -1) ?? null)
}

/** A residual's place in the order of pages: by date, then by asset position. */
interface ResidualKey {
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
  options: ResidualPageOptions,
): Promise<ResidualRow[][]> {
  const { positions } = options
  if (!positions && keys.every(({ from, to }) => from === to)) return pagesOn(db, keys, options)
  return orArchived(db, {
    table: TABLE,
    keys,
    read: () => storedPages(db, keys, options),
    isMissing: (rows) => rows.length === 0,
    toAnswer: (days) => archivedPage(days, options),
  })
}

/** As `storedPages`, of the rows of a range that the archive has. */
function archivedPage(
  days: readonly ArchivedDay[],
  { first, after, positions }: ResidualPageOptions,
): ResidualRow[] {
  const wanted = positions && new Set(positions)
  const isAfter = (date: string, position: number) =>
    !after || date > after.date || (date === after.date && position > after.position)
  const rows: ResidualRow[] = []
  for (const day of days) {
    if (rows.length > first || (after && day.date < after.date)) continue
    for (const [position, value] of servedValues(day).entries()) {
      if (value === null || (wanted && !wanted.has(position)) || !isAfter(day.date, position))
        continue
      rows.push({ date: day.date, position, value })
    }
  }
  return rows.slice(0, first + 1)
}

async function storedPages(
  db: Kysely<Database>,
  keys: readonly RangeKey[],
  { first, after, positions }: ResidualPageOptions,
): Promise<ResidualRow[][]> {
  const ranges = [
    keys.map(({ contentId }) => contentId),
    keys.map(({ from }) => from),
    keys.map(({ to }) => to),
  ]
  const place = after ? [after.date, after.position + 1] : []
  const rows = await statementRows<ResidualColumns>(
    db,
    pageStatement(after !== undefined, positions !== undefined),
    [...ranges, first + 1, ...place, ...(positions ? [positions] : [])],
  )
  const ordinals = keys.map((_, index) => index + 1)
  return inOrder(ordinals, rows, ({ n }) => n).map((columns) => (columns ? toRows(columns) : []))
}

/** Pages within one date each, cut from its vector: a quarter of the time of reading rows. */
async function pagesOn(
  db: Kysely<Database>,
  keys: readonly RangeKey[],
  options: ResidualPageOptions,
): Promise<ResidualRow[][]> {
  const days = keys.map(({ contentId, from }) => ({ contentId, date: from }))
  const texts = await residualTextsOn(db, days)
  return days.map(({ date }, index) => pageOf(texts[index] ?? '', date, options))
}

function pageOf(text: string, date: string, { first, after }: ResidualPageOptions): ResidualRow[] {
  if (after && date < after.date) return []
  const values: (number | null)[] = parseFloatArray(`{${text}}`)
  const rows: ResidualRow[] = []
  const start = date === after?.date ? after.position + 1 : 0
  for (let position = start; position < values.length && rows.length <= first; position++) {
    const value = values[position] ?? null
    if (value !== null) rows.push({ date, position, value })
  }
  return rows
}

/** A page's columns as one text each, as in `pnl.ts`; null where the page is empty. */
interface ResidualColumns {
  readonly n: number
  readonly dates: string | null
  readonly positions: string
  readonly values: string
}

function pageStatement(after: boolean, some: boolean): Statement {
  const beyond = 'and d.date >= $5::date and (d.date, u.i) > ($5::date, $6::int)'
  return {
    text: `select k.n, page.dates, page.positions, page.values
      from unnest($1::bigint[], $2::date[], $3::date[]) with ordinality as k (content_id, first, last, n)
      cross join lateral (
        select string_agg(date::text, ',') as dates, string_agg(position::text, ',') as positions,
          string_agg(value::text, ',') as values
        from (
          select d.date, u.i - 1 as position, u.value
          from series_day d cross join lateral unnest(d.v) with ordinality as u (value, i)
          where d.content_id = any($1::bigint[]) and d.series = '${TABLE}'
            and d.content_id = k.content_id and d.date between k.first and k.last
            and u.value is not null
            ${after ? beyond : ''}
            ${some ? `and u.i - 1 = any($${after ? 7 : 5}::int[])` : ''}
          order by d.date, u.i
          limit $4
        ) residual
      ) page`,
  }
}

function toRows({ dates, positions, values }: ResidualColumns): ResidualRow[] {
  if (dates === null) return []
  const numbers: number[] = JSON.parse(`[${values}]`)
  const places: number[] = JSON.parse(`[${positions}]`)
  return dates.split(',').map((date, i) => ({
    date,
    position: places[i] ?? Number.NaN, // the columns are of one length
    value: numbers[i] ?? Number.NaN,
  }))
}
