import type { ComputedSource } from './sources.js'
import type { Column } from './write-column.js'

/** Keeps columns of characteristics that were computed before. */
export interface ColumnStore {
  /** The known first rows of a column; null where none is known. */
  read(source: ComputedSource): KeptColumn | null
  /** Keeps a whole column `[cells of the universe]`. */
  write(source: ComputedSource, values: Float32Array): void
}

export interface KeptColumn {
  /** How many rows of the `T + 1` are known. */
  readonly rows: number
  /** Values of the universe's cells in those rows, ascending; more may follow. */
  readonly values: Float32Array
}

/** Indices of the cells of the universe, ascending. */
export function universeCells(universe: Uint8Array): Int32Array {
  let count = 0
  for (const member of universe) count += member
  const cells = new Int32Array(count)
  let at = 0
  for (let cell = 0; cell < universe.length; cell++) if (universe[cell] === 1) cells[at++] = cell
  return cells
}

/** A column with the values of its first `count` cells. */
export interface KnownColumn extends Column {
  readonly known: Float32Array
  readonly count: number
}

/** Cells whose values, of all columns, stay in the processor's cache. */
const TILE_CELLS = 2048

/** Writes the known values of columns, tile by tile: the columns of a cell lie side by side. */
export function unpack(columns: readonly KnownColumn[], cells: Int32Array): void {
  for (let start = 0; start < cells.length; start += TILE_CELLS) {
    for (const column of columns) unpackTile(column, cells, start)
  }
}

function unpackTile(
  { values, column, width, known, count }: KnownColumn,
  cells: Int32Array,
  start: number,
): void {
  const end = Math.min(start + TILE_CELLS, count)
  for (let k = start; k < end; k++) values[cells[k] * width + column] = known[k]
}

/** The values of a column in the cells. */
export function packed({ values, column, width }: Column, cells: Int32Array): Float32Array {
  const known = new Float32Array(cells.length)
  for (let k = 0; k < cells.length; k++) known[k] = values[cells[k] * width + column]
  return known
}
