import { first } from '../../../lib/at.js'
import { UserError } from '../../../lib/errors.js'
import type { ProbedFile } from '../bytes/probe.js'
import { ALIASES, isIndexName, normalName } from './aliases.js'
import { type Column, PRICE_COLUMNS } from './column.js'
import type { ColumnKind } from './kinds.js'
import { type ColumnMapping, columnFlag, mappedName } from './mapping.js'

/** What is sought in a file, and by whom. */
export interface Sought {
  readonly file: ProbedFile
  readonly role: string
  readonly names: readonly string[]
  readonly mapping: ColumnMapping
  readonly required: readonly string[]
}

/**
 * Where each of `wanted` is in the file: by the mapping, by our own name, else by the names that
 * vendors give it. Names compare without case, spaces and punctuation.
 */
export function findColumns(
  sought: Sought,
  wanted: Readonly<Record<string, ColumnKind>>,
): Column[] {
  const mapped = new Map(Object.keys(wanted).map((name) => [name, mappedIndex(sought, name)]))
  const taken = new Set([...mapped.values()].filter((index) => index !== null))
  return Object.entries(wanted).map(([name, kind]) => {
    const index = mapped.get(name) ?? namedIndex(sought, name, taken)
    if (index < 0 && sought.required.includes(name)) throw missingColumn(sought, name)
    return { name, kind, index, source: sought.names[index] ?? name }
  })
}

/** The column that the mapping gives; null where it gives none, or one that this companion file lacks. */
function mappedIndex({ file, role, names, mapping }: Sought, name: string): number | null {
  const given = mappedName(mapping, { file: file.name, role }, name)
  if (given === undefined) return null
  const index = only(file, names, indicesOf(names, given.source), given.source)
  if (index >= 0) return index
  if (!given.isOwn) return null
  throw new UserError(
    `${placeOf(file)}: column ${given.source} is missing; the columns are ${names.join(', ')}; ` +
      `correct the column mapping: ${columnFlag(role, name, '<one of them>')}`,
  )
}

function namedIndex(sought: Sought, name: string, taken: ReadonlySet<number>): number {
  const { file, names } = sought
  const ours = only(file, names, indicesOf(names, name), name)
  if (ours >= 0) return ours
  const free = names.map((one, index) => (taken.has(index) ? '' : one))
  const alike = alikeOf(free, ALIASES[name] ?? [])
  if (alike.length > 1) throw ambiguous(sought, name, alike)
  if (alike.length === 1) return first(alike)
  return name === 'date' && names[0] !== undefined && isIndexName(names[0]) ? 0 : -1
}

/** Columns of this name: those that are spelled exactly so, where there are any. */
function indicesOf(names: readonly string[], wanted: string): number[] {
  const exact = names.flatMap((name, index) => (name === wanted ? [index] : []))
  return exact.length > 0 ? exact : alikeOf(names, [wanted])
}

function alikeOf(names: readonly string[], wanted: readonly string[]): number[] {
  const normal = wanted.map(normalName).filter((name) => name !== '')
  return names.flatMap((name, index) => (normal.includes(normalName(name)) ? [index] : []))
}

/** The one of these columns; −1 where there is none. Two with one name are an error. */
function only(
  file: ProbedFile,
  names: readonly string[],
  found: readonly number[],
  name: string,
): number {
  if (found.length <= 1) return found[0] ?? -1
  const shown = found.map((index) => names[index]).join(', ')
  throw new UserError(
    `${placeOf(file)}: column ${name} appears ${found.length} times (${shown}); keep one, or rename the others`,
  )
}

function ambiguous({ file, role, names }: Sought, name: string, found: readonly number[]) {
  const flags = found.map((index) => columnFlag(role, name, names[index] ?? ''))
  return new UserError(
    `${placeOf(file)}: ${found.map((index) => names[index]).join(' and ')} may each be the column ${name}; ` +
      `add ${flags.join(' or ')}`,
  )
}

/** An error that ends with the flag to add. */
export function missingColumn(
  { file, role, names }: Pick<Sought, 'file' | 'role' | 'names'>,
  name: string,
  { title = name, remedy = '' } = {},
): UserError {
  return new UserError(
    `${placeOf(file)}: column ${title} is missing; the columns are ${names.join(', ')}; ` +
      `add ${remedy}${columnFlag(role, name, likelySource(role, names))}`,
  )
}

/** The one column whose name is none that we know of this file's columns. */
function likelySource(role: string, names: readonly string[]): string {
  const columns = role === 'prices' ? Object.keys(PRICE_COLUMNS) : Object.keys(ALIASES)
  const known = new Set(columns.flatMap((column) => ALIASES[column] ?? []))
  const others = names.filter((name) => !known.has(normalName(name)) && !isIndexName(name))
  return others.length === 1 ? first(others) : '<the one that holds it>'
}

/** `prices.csv line 1`, where the columns are named. */
export function placeOf({ path, format }: ProbedFile): string {
  return `${path}${format === 'csv' ? ' line 1' : ''}`
}
