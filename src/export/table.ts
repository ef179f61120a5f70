import { toDay } from './days.js'

/**
 * `date` cells are days since 1970, `asset` cells positions on the asset axis, `word` cells positions in
 * the words of their column.
 */
export type ColumnType = 'date' | 'asset' | 'word' | 'int16' | 'float32' | 'float64'

export interface Column {
  readonly name: string
  readonly type: ColumnType
  readonly nullable?: boolean
  readonly words?: readonly string[]
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

/** The words that cells of a column are positions of. */
export function wordsOf(
  { type, words = [] }: Column,
  { symbols }: Pick<Table, 'symbols'>,
): readonly string[] {
  return type === 'asset' ? symbols : words
}

const DATE: Column = { name: 'date', type: 'date' }
const ASSET: Column = { name: 'asset', type: 'asset' }
const double = (name: string): Column => ({ name, type: 'float64' })
const known = (name: string): Column => ({ name, type: 'float64', nullable: true })

/** The columns of the files that are not made of series. */
export const COLUMNS: Readonly<Record<'pnl' | 'codes' | 'orders', readonly Column[]>> = {
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
  codes: [
    DATE,
    { name: 'module', type: 'word', words: ['TIME_SERIES', 'CROSS_SECTION'] },
    { ...ASSET, nullable: true },
    { name: 'code', type: 'int16' },
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
