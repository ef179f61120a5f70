import { dot } from './products'
import { DOUBLE } from '../simd'

/** `Z = (R − mean) / v` in place, of columns `[dates, n]` with population sd v; row after row. */
export function standardise(dates: i32, n: i32, z: usize, means: usize, sds: usize): void {
  const row = <usize>n * DOUBLE
  const end = z + <usize>dates * row
  memory.fill(means, 0, row)
  memory.fill(sds, 0, row)
  for (let at = z; at < end; at += row) {
    for (let i: usize = 0; i < row; i += DOUBLE)
      store<f64>(means + i, load<f64>(means + i) + load<f64>(at + i))
  }
  for (let i: usize = 0; i < row; i += DOUBLE)
    store<f64>(means + i, load<f64>(means + i) / <f64>dates)
  for (let at = z; at < end; at += row) {
    for (let i: usize = 0; i < row; i += DOUBLE) {
      const centred = load<f64>(at + i) - load<f64>(means + i)
      store<f64>(at + i, centred)
      store<f64>(sds + i, load<f64>(sds + i) + centred * centred)
    }
  }
  for (let i: usize = 0; i < row; i += DOUBLE)
    store<f64>(sds + i, sqrt(load<f64>(sds + i) / <f64>dates))
  for (let at = z; at < end; at += row) {
    for (let i: usize = 0; i < row; i += DOUBLE) store<f64>(at + i, load<f64>(at + i) / load<f64>(sds + i))
  }
}

/** `Aᵀ`, `[columns, rows]` of `[rows, columns]`. */
export function transpose(rows: i32, columns: i32, a: usize, to: usize): void {
  for (let i: i32 = 0; i < rows; i++) {
    for (let j: i32 = 0; j < columns; j++) {
      store<f64>(to + <usize>(j * rows + i) * DOUBLE, load<f64>(a + <usize>(i * columns + j) * DOUBLE))
    }
  }
}

/** Each row of `[rows, columns]` divided by its length. */
export function normaliseRows(a: usize, rows: i32, columns: i32): void {
  const size = <usize>columns * DOUBLE
  for (let row = a; row < a + <usize>rows * size; row += size) {
    const norm = sqrt(dot(row, row, columns))
    for (let i: usize = 0; i < size; i += DOUBLE) store<f64>(row + i, load<f64>(row + i) / norm)
  }
}
