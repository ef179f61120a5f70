import type { Problem } from '../../problem.js'
import { symbolProblem } from '../../symbols.js'
import { dateProblem } from './dates.js'
import type { CellFormat, ColumnKind } from './kinds.js'
import { numberProblem } from './numbers.js'

/** The problem of a cell and its remedy, for a message; null where there is none. */
export function problemOf(kind: ColumnKind, text: string, format: CellFormat): Problem | null {
  switch (kind) {
    case 'date':
      return dateProblem(text, format)
    case 'symbol':
      return symbolProblem(text)
    case 'text':
      return null
    default:
      return numberProblem(kind, text, format.decimal)
  }
}
