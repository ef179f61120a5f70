import { isIsoDate } from '../../lib/dates.js'
import { UserError } from '../../lib/errors.js'
import type { Rename } from '../renames.js'
import type { ProbedFile } from './bytes/probe.js'
import { type Column, sourceNameOf } from './columns/column.js'
import { cellError, placeText } from './explain.js'
import type { TextRow } from './text-rows.js'

/** Renames of the rows of a file, oldest first; the first invalid one is an error. */
export function toRenames(
  file: ProbedFile,
  rows: readonly TextRow[],
  columns: readonly Column[],
): Rename[] {
  const renames = rows.map(({ line, values }): Rename => {
    const { date = '', old_symbol: from = '', new_symbol: to = '' } = values
    if (!isIsoDate(date)) {
      const problem = { problem: 'not an ISO date', remedy: 'write it as YYYY-MM-DD' }
      throw cellError(file, line, sourceNameOf(columns, 'date'), date, problem)
    }
    if (from === '' || to === '' || from === to) {
      throw new UserError(
        `${placeText(file, line)}: "${from}" to "${to}" is no change of symbol; give the old and the new one`,
      )
    }
    return { date, from, to }
  })
  return renames.sort((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0))
}
