import type { ComponentChildren } from 'preact'

export type CellValue = string | number | boolean | null | undefined

/** A column of a table: what it shows of a row, and the plain value that sorts, searches and saves. */
export interface Column<Row> {
  readonly label: string
  readonly title?: string
  /** Name in a CSV file; a column without one is not saved. */
  readonly name?: string
  readonly value?: (row: Row) => CellValue
  /** What is drawn; the value where it is left out. */
  readonly cell?: (row: Row) => ComponentChildren
  readonly numeric?: boolean
  /** It leaves narrow screens. */
  readonly wide?: boolean
  /** It leaves middling screens too. */
  readonly roomy?: boolean
  /** It takes the room that is left. */
  readonly fills?: boolean
  /** Its long text runs over the empty cells after it. */
  readonly spills?: boolean
  /** Why a value may be missing; where it is null the cell is left empty. */
  readonly absent?: string | ((row: Row) => string | null)
  /** It names its row. */
  readonly header?: boolean
}

export function classOf<Row>({ numeric, wide, roomy, fills, spills }: Column<Row>): string {
  return [numeric && 'num', wide && 'wide', roomy && 'roomy', fills && 'fills', spills && 'spills']
    .filter(Boolean)
    .join(' ')
}

const NOT_GIVEN = 'There is none.'

/** Why the value of a row is missing; null where the cell is left empty. */
export function reasonOf<Row>({ absent = NOT_GIVEN }: Column<Row>, row: Row): string | null {
  return typeof absent === 'function' ? absent(row) : absent
}
