import { isIsoDate } from '../../lib/dates.js'
import { UserError } from '../../lib/errors.js'
import type { Rename } from '../renames.js'
import type { Column } from './columns.js'
import { at, cellError } from './explain.js'
import type { ProbedFile } from './probe.js'
import type { TextRow } from './table.js'

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
