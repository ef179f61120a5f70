import { isIsoDate } from '../lib/dates.js'
import { UserError } from '../lib/errors.js'
import type { Column } from './file-source/columns.js'
import { at, cellError } from './file-source/explain.js'
import type { ProbedFile } from './file-source/probe.js'
import type { TextRow } from './file-source/table.js'

/** From `date` on, files call the asset that was `from` by the symbol `to`. */
export interface Rename {
  readonly date: string
  readonly from: string
  readonly to: string
}

/** Renames of the rows of a file, oldest first; the first that cannot be is an error. */
export function toRenames(
  file: ProbedFile,
  rows: readonly TextRow[],
  columns: readonly Column[],
): Rename[] {
  const sourceOf = Object.fromEntries(columns.map(({ name, source }) => [name, source]))
  const renames = rows.map(({ line, values }): Rename => {
    const { date, old_symbol: from, new_symbol: to } = values
    if (!isIsoDate(date)) {
      const problem = { problem: 'not an ISO date', remedy: 'write it as YYYY-MM-DD' }
      throw cellError(file, line, sourceOf.date, date, problem)
    }
    if (from === '' || to === '' || from === to) {
      throw new UserError(
        `${at(file, line)}: "${from}" to "${to}" is no change of symbol; give the old and the new one`,
      )
    }
    return { date, from, to }
  })
  return renames.sort((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0))
}

/** Both lists, each rename once, oldest first. */
export function joinedRenames(before: readonly Rename[], given: readonly Rename[]): Rename[] {
  const keyOf = ({ date, from, to }: Rename) => `${date} ${from} ${to}`
  const all = new Map([...before, ...given].map((rename) => [keyOf(rename), rename]))
  return [...all.values()].sort((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0))
}

/**
 * The asset that each new symbol stands for in a file whose last date is `date`. An asset keeps the
 * symbol it came with as its id, whatever it is called later: positions, checkpoints and published
 * dates stay as they are.
 */
export function aliasesOn(renames: readonly Rename[], date: string): ReadonlyMap<string, string> {
  const aliases = new Map<string, string>()
  for (const { date: since, from, to } of renames) {
    if (since > date) continue
    aliases.set(to, aliases.get(from) ?? from)
  }
  return aliases
}

/** Renames whose old symbol may not be used from their date on, as far as `date`. */
export function retiredOn(renames: readonly Rename[], date: string): readonly Rename[] {
  const retired = new Map<string, Rename>()
  for (const rename of renames) {
    if (rename.date > date) continue
    retired.set(rename.from, rename)
    retired.delete(rename.to)
  }
  return [...retired.values()]
}
