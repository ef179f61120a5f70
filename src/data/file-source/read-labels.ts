import { first } from '../../lib/at.js'
import { UserError } from '../../lib/errors.js'
import type { MembershipInterval } from '../membership.js'
import type { Rename } from '../renames.js'
import type { SectorLabel } from '../sectors.js'
import type { ProbedFile } from './bytes/probe.js'
import { findColumns } from './columns/find-columns.js'
import type { ColumnKind } from './columns/kinds.js'
import type { FileRole, ReadContext } from './context.js'
import { toMembership } from './membership.js'
import { openFile } from './open-file.js'
import { toRenames } from './renames.js'
import { toSectors } from './sectors.js'
import { textRows } from './text-rows.js'

export async function readRenames(file: ProbedFile, context: ReadContext): Promise<Rename[]> {
  const required = ['date', 'old_symbol', 'new_symbol']
  const wanted = { date: 'date', old_symbol: 'symbol', new_symbol: 'symbol' } as const
  const { rows, columns } = await readRows(file, context, { role: 'renames', wanted, required })
  return toRenames(file, rows, columns)
}

/** The rows of a small file and the columns that they were read from. */
async function readRows(
  file: ProbedFile,
  context: ReadContext,
  {
    role,
    wanted,
    required,
  }: {
    readonly role: FileRole
    readonly wanted: Readonly<Record<string, ColumnKind>>
    readonly required: readonly string[]
  },
) {
  const opened = await openFile(context, file, { role, required })
  const { names } = opened
  const columns = findColumns({ file, role, names, mapping: context.mapping, required }, wanted)
  return { columns, rows: await textRows(context.connection, opened, columns) }
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
  context: LabelContext,
): Promise<MembershipInterval[]> {
  const required = ['symbol', 'member_from', 'member_to']
  const wanted = { symbol: 'symbol', member_from: 'date', member_to: 'date' } as const
  const { rows, columns } = await readRows(file, context, { role: 'membership', wanted, required })
  const intervals = toMembership(file, rows, columns).map((row) => renamed(row, context.aliases))
  assertKnown(file, intervals, context.known)
  return intervals
}

export async function readSectors(file: ProbedFile, context: LabelContext): Promise<SectorLabel[]> {
  const required = ['symbol', 'sector']
  const wanted = { symbol: 'symbol', name: 'text', sector: 'text' } as const
  const { rows } = await readRows(file, context, { role: 'sectors', wanted, required })
  const labels = toSectors(file, rows).map((row) => renamed(row, context.aliases))
  assertKnown(file, labels, context.known)
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
