import type pg from 'pg'
import { to as copyTo } from 'pg-copy-streams'
import { needsTransaction } from '../../connection/transaction-timeout.js'
import { UnavailableError } from '../../lib/errors.js'
import { archivedDays, type RowsOf } from '../archive/archived-days.js'
import { toPostgresArray } from '../archive/postgres-digits.js'
import {
  type BinaryValues,
  copiedRows,
  readCopy,
  type StoredDay,
  type TextValues,
} from './copy-out.js'
import { digitsOf } from './float-digits.js'

/** `binary` for files of numbers, `text` for files of digits: neither converts a value twice. */
export type Encoding = 'binary' | 'text'

export interface StoredDaysKey {
  readonly series: { readonly table: string }
  readonly contentId: number
  /** Ascending. */
  readonly dates: readonly string[]
  /** Rows of a date: the factors in a series by factor, else 1. */
  readonly rowsPerDate: number
}

/** Rows as the database sent them: `rows` converts them, which takes many times their memory. */
export interface SentDays {
  readonly count: number
  rows(): StoredDay[]
}

/**
 * The rows of these dates, by date and factor. What was published never changes, so a file may be
 * read in many such pieces; a run that is removed meanwhile is an error, not a hole in the file.
 */
export async function sentDays(
  pool: pg.Pool,
  key: StoredDaysKey,
  encoding: Encoding,
): Promise<SentDays> {
  const expected = key.dates.length * key.rowsPerDate
  const sent = await (encoding === 'binary' ? binaryDays(pool, key) : textDays(pool, key))
  if (sent.count === expected) return sent
  const archived = await daysOfArchive(pool, key, encoding)
  if (archived.length === expected) return { count: expected, rows: () => archived }
  throw new UnavailableError('the run that was being read has been removed: ask again')
}

/** The rows of a content that lies in the archive, else none. */
async function daysOfArchive(
  pool: pg.Pool,
  { series, contentId, dates }: StoredDaysKey,
  encoding: Encoding,
): Promise<StoredDay[]> {
  const [from, to] = [dates.at(0), dates.at(-1)]
  if (from === undefined || to === undefined) return []
  const rowsOf: RowsOf = async ({ text }, values) => (await pool.query({ text, values })).rows
  const [found] = await archivedDays(rowsOf, series.table, [{ contentId, from, to }])
  const wanted = new Set(dates)
  const days = (found ?? []).filter(({ date }) => wanted.has(date))
  if (encoding === 'binary') return days
  return days.map((day) => ({ ...day, values: digitsOf(toPostgresArray(day.values)) }))
}

/** Binary COPY: half of the time of text, on both sides. */
async function binaryDays(pool: pg.Pool, key: StoredDaysKey): Promise<SentDays> {
  const client = await pool.connect()
  const inTransaction = needsTransaction(client)
  let broken: Error | boolean = true
  try {
    const chunks: Buffer[] = []
    if (inTransaction) await client.query('begin')
    const stream = client.query(copyTo(`copy (${selectText(key)}) to stdout (format binary)`))
    for await (const chunk of stream) chunks.push(chunk)
    if (inTransaction) await client.query('commit')
    broken = false
    const bytes = Buffer.concat(chunks)
    return {
      count: copiedRows(bytes),
      rows: (): StoredDay<BinaryValues>[] => readCopy(bytes),
    }
  } finally {
    client.release(broken)
  }
}

async function textDays(pool: pg.Pool, key: StoredDaysKey): Promise<SentDays> {
  const { rows } = await pool.query<[string, number, string]>({
    text: selectText(key),
    rowMode: 'array',
    types: { getTypeParser: (oid: number) => (oid === INT2 ? Number : asIs) },
  })
  return {
    count: rows.length,
    rows: (): StoredDay<TextValues>[] =>
      rows.map(([date, factor, text]) => ({ date, factor, values: digitsOf(text) })),
  }
}

const INT2 = 21

function asIs(text: string): string {
  return text
}

/** COPY takes no parameters, so numbers and dates that were read from the database are written in. */
function selectText({ series, contentId, dates }: StoredDaysKey): string {
  return `select date, factor, v from series_day
    where content_id = ${Number(contentId)} and series = '${series.table}' and date = any('{${dates.join(',')}}'::date[])
    order by 1, 2`
}
