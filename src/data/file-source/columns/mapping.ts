import { UserError } from '../../../lib/errors.js'
import { ALIASES } from './aliases.js'

/**
 * Our column name → the name in the file, e.g. `{ date: 'Datum', 'sectors:symbol': 'Ticker' }`. A name
 * before a colon is the role of a file, or the file's own name: the pair counts for that file alone.
 */
export type ColumnMapping = Readonly<Record<string, string>>

/** A column's name in a file as the mapping gives it. */
export interface MappedName {
  readonly source: string
  /** The pair names this file, so that the column must be there. */
  readonly isOwn: boolean
}

const MAPPABLE = Object.keys(ALIASES)

export function assertMapping(mapping: ColumnMapping): void {
  const unknown = Object.keys(mapping).find((key) => !MAPPABLE.includes(columnOf(key)))
  if (unknown === undefined) return
  throw new UserError(
    `column mapping: "${columnOf(unknown)}" is none of ${MAPPABLE.join(', ')}; write ` +
      '--column adj_close=<name in the file>, or --column sectors:symbol=<name> for one file',
  )
}

/** What a mapping gives one of our columns in a file. */
export function mappedName(
  mapping: ColumnMapping,
  { file, role }: { readonly file: string; readonly role: string },
  name: string,
): MappedName | undefined {
  const own = mapping[`${file}:${name}`] ?? mapping[`${role}:${name}`]
  if (own !== undefined) return { source: own, isOwn: true }
  const shared = mapping[name]
  return shared === undefined ? undefined : { source: shared, isOwn: role === 'prices' }
}

/** `--column sectors:symbol=Ticker`, as a person would write it. */
export function columnFlag(role: string, name: string, source: string): string {
  const pair = role === 'prices' ? `${name}=${source}` : `${role}:${name}=${source}`
  return `--column ${/^[\w.:=-]+$/.test(pair) ? pair : `'${pair.replaceAll("'", "'\\''")}'`}`
}

function columnOf(key: string): string {
  return key.slice(key.lastIndexOf(':') + 1)
}
