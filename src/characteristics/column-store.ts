import type { ComputedSource } from './sources.js'

/** Keeps columns of characteristics that were computed before. */
export interface ColumnStore {
  /** The known first rows of a column; null where none is known. */
  read(source: ComputedSource): KeptColumn | null
  /** Keeps a whole column `[cells of the universe]`; whether it could. */
  write(source: ComputedSource, values: Float32Array): boolean
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
  for (let cell = 0; cell < universe.length; cell++) count += universe[cell]
  const cells = new Int32Array(count)
  let at = 0
  for (let cell = 0; cell < universe.length; cell++) if (universe[cell] === 1) cells[at++] = cell
  return cells
}

/** How many cells of the universe come before each row, `[T + 2]`; the last is their number. */
export function rowStarts(universe: Uint8Array, assetCount: number): Int32Array {
  const starts = new Int32Array(universe.length / assetCount + 1)
  for (let row = 1; row < starts.length; row++) {
    let count = starts[row - 1]
    for (let cell = (row - 1) * assetCount; cell < row * assetCount; cell++) count += universe[cell]
    starts[row] = count
  }
  return starts
}

/** A column `[cells of the universe]` and its place among those of a panel. */
export interface PackedColumn {
  readonly packed: Float32Array
  readonly column: number
}

/** Characteristics `[T + 1, N, width]`. */
interface Unpacked {
  readonly values: Float32Array
  readonly width: number
}

/** Cells whose values, of all columns, stay in the processor's cache. */
const TILE_CELLS = 2048

/** Writes columns tile by tile: those of a cell lie side by side. */
export function unpack(
  columns: readonly PackedColumn[],
  cells: Int32Array,
  { values, width }: Unpacked,
): void {
  for (let start = 0; start < cells.length; start += TILE_CELLS) {
    const end = Math.min(start + TILE_CELLS, cells.length)
    for (const { packed, column } of columns) {
      for (let k = start; k < end; k++) values[cells[k] * width + column] = packed[k]
    }
  }
}
