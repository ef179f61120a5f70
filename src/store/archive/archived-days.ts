import type { Statement } from '../named-statements.js'
import { type ArchivedFile, wholeFile } from './archived-file.js'
import { archiveDuckDb, literal, parquetTable } from './duckdb.js'

/** A row of a day table, of the archive. */
export interface ArchivedDay {
  readonly date: string
  /** 0 in a table without factors. */
  readonly factor: number
  /** NaN where missing. */
  readonly values: Float32Array
}

/** Dates from `from` to `to`, both included; of one factor, where it is given. */
export interface ArchivedKey {
  readonly contentId: number
  readonly from: string
  readonly to: string
  readonly factor?: number
}

const FILES: Statement = {
  name: 'archived_files',
  text: `select content_id as "contentId", folder, file, bytes, sha256
    from archived_content where content_id = any($1::bigint[])`,
}

/** Runs a prepared statement. */
export type RowsOf = (statement: Statement, values: unknown[]) => Promise<unknown[]>

/**
 * The rows of a day table in each range, by date and factor, of the contents that are archived; null for
 * any other content.
 */
export async function archivedDays(
  rowsOf: RowsOf,
  table: string,
  keys: readonly ArchivedKey[],
): Promise<(ArchivedDay[] | null)[]> {
  const contentIds = [...new Set(keys.map(({ contentId }) => contentId))]
  const files = (await rowsOf(FILES, [contentIds])) as ArchivedFile[]
  const daysOf = new Map<number, ArchivedDay[]>()
  for (const file of files) {
    const wanted = keys.filter(({ contentId }) => contentId === file.contentId)
    daysOf.set(file.contentId, await readDays(await wholeFile(file), table, wanted))
  }
  return keys.map((key) => daysOf.get(key.contentId)?.filter((day) => isWithin(day, key)) ?? null)
}

function isWithin({ date, factor }: ArchivedDay, { from, to, factor: only }: ArchivedKey): boolean {
  return date >= from && date <= to && (only === undefined || factor === only)
}

/** Every row of a file's table from the first date of the keys to their last. */
export async function readDays(
  path: string,
  table: string,
  keys: readonly ArchivedKey[],
): Promise<ArchivedDay[]> {
  const from =
    keys
      .map((key) => key.from)
      .sort()
      .at(0) ?? ''
  const to =
    keys
      .map((key) => key.to)
      .sort()
      .at(-1) ?? ''
  const factors = new Set(keys.map(({ factor }) => factor))
  const one = factors.size === 1 ? [...factors][0] : undefined
  const connection = await archiveDuckDb()
  const reader = await connection.runAndReadAll(`
    select date::varchar, factor, v from ${parquetTable(path)}
    where "table" = ${literal(table)} and date between ${literal(from)} and ${literal(to)}
      ${one === undefined ? '' : `and factor = ${one}`}
    order by date, factor`)
  return reader.getRows().map(([date, factor, list]) => ({
    date: date as string,
    factor: factor as number,
    values: toFloats((list as { items: readonly (number | null)[] }).items),
  }))
}

function toFloats(items: readonly (number | null)[]): Float32Array {
  return Float32Array.from(items, (value) => value ?? Number.NaN)
}
