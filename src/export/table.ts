import { toDay } from './days.js'

/** `date` cells are days since 1970, `asset` cells positions on the asset axis. */
export type ColumnType = 'date' | 'asset' | 'factor' | 'float32' | 'float64'

export interface Column {
  readonly name: string
  readonly type: ColumnType
  readonly nullable?: boolean
}

/**
 * Some rows of a table, by column. float32 cells are numbers for a binary file and the shortest
 * digits for one of text, so that neither converts a value twice.
 */
export interface Batch {
  readonly length: number
  readonly columns: readonly ArrayLike<number | string | null>[]
}

/** A table as a stream of batches, and what they are made of. */
export interface Table {
  readonly columns: readonly Column[]
  /** The asset axis. */
  readonly symbols: readonly string[]
  readonly batches: AsyncIterable<Batch>
}

const DATE: Column = { name: 'date', type: 'date' }
const ASSET: Column = { name: 'asset', type: 'asset' }
const double = (name: string): Column => ({ name, type: 'float64' })
const known = (name: string): Column => ({ name, type: 'float64', nullable: true })

/** The columns of the files that are not made of series. */
export const COLUMNS: Readonly<Record<'pnl' | 'orders', readonly Column[]>> = {
  pnl: [
    DATE,
    double('gross'),
    double('cost'),
    double('net'),
    double('cumulativeNet'),
    double('turnover'),
    double('shortExposure'),
    known('hedgedNet'),
  ],
  orders: [
    ASSET,
    { name: 'currentWeight', type: 'float32' },
    { name: 'targetWeight', type: 'float32' },
    double('trade'),
    known('price'),
    known('notional'),
    known('shares'),
    { name: 'decidedAt', type: 'date' },
    { name: 'for', type: 'date' },
  ],
}

/** Records as one batch; the cells of each in the order of the columns, dates as they are written. */
export function toBatch(
  columns: readonly Column[],
  rows: readonly (readonly (number | string | null)[])[],
): Batch {
  const cellsOf = ({ type }: Column, c: number) =>
    rows.map((row) => (type === 'date' ? toDay(String(row[c])) : (row[c] ?? null)))
  return { length: rows.length, columns: columns.map(cellsOf) }
}
