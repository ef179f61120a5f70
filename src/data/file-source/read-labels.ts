import { first } from '../../lib/at.js'
import { UserError } from '../../lib/errors.js'
import type { MembershipInterval } from '../membership.js'
import type { Rename } from '../renames.js'
import type { SectorLabel } from '../sectors.js'
import { findColumns } from './columns.js'
import type { ReadContext } from './context.js'
import { toMembership } from './membership.js'
import type { ProbedFile } from './probe.js'
import { toRenames } from './renames.js'
import { toSectors } from './sectors.js'
import { openFile } from './table.js'
import { textRows } from './text-rows.js'

export async function readRenames(
  file: ProbedFile,
  { connection, mapping }: ReadContext,
): Promise<Rename[]> {
  const required = ['date', 'old_symbol', 'new_symbol']
  const wanted = { date: 'date', old_symbol: 'symbol', new_symbol: 'symbol' } as const
  const opened = await openFile(connection, file, required)
  const columns = findColumns(file, opened.names, wanted, { mapping, required })
  return toRenames(file, await textRows(connection, opened, columns), columns)
}

/** What the readers of labels share. */
export interface LabelContext extends ReadContext {
  /** The asset that each new symbol stands for. */
  readonly aliases: ReadonlyMap<string, string>
  /** Symbols of the price files and of the dataset that they extend. */
  readonly known: ReadonlySet<string>
}

export async function readMembership(
  file: ProbedFile,
  { connection, mapping, aliases, known }: LabelContext,
): Promise<MembershipInterval[]> {
  const required = ['symbol', 'member_from', 'member_to']
  const wanted = { symbol: 'symbol', member_from: 'date', member_to: 'date' } as const
  const opened = await openFile(connection, file, required)
  const columns = findColumns(file, opened.names, wanted, { mapping, required })
  const rows = await textRows(connection, opened, columns)
  const intervals = toMembership(file, rows, columns).map((row) => renamed(row, aliases))
  assertKnown(file, intervals, known)
  return intervals
}

export async function readSectors(
  file: ProbedFile,
  { connection, mapping, aliases, known }: LabelContext,
): Promise<SectorLabel[]> {
  const required = ['symbol', 'sector']
  const wanted = { symbol: 'symbol', name: 'symbol', sector: 'symbol' } as const
  const opened = await openFile(connection, file, required)
  const columns = findColumns(file, opened.names, wanted, { mapping, required })
  const rows = await textRows(connection, opened, columns)
  const labels = toSectors(file, rows).map((row) => renamed(row, aliases))
  assertKnown(file, labels, known)
  return labels
}

/** A row with the symbol that its asset has as id. */
function renamed<R extends { readonly symbol: string }>(
  row: R,
  aliases: LabelContext['aliases'],
): R {
  const symbol = aliases.get(row.symbol)
  return symbol === undefined ? row : { ...row, symbol }
}

/** A file in which no symbol is known is the wrong file. */
function assertKnown(
  { path }: ProbedFile,
  rows: readonly { symbol: string }[],
  known: ReadonlySet<string>,
): void {
  if (rows.some(({ symbol }) => known.has(symbol))) return
  const [example] = known
  throw new UserError(
    `${path}, column symbol: none of its symbols ("${first(rows).symbol}", …) is in the price files ` +
      `("${example}", …); symbols must be written alike`,
  )
}
