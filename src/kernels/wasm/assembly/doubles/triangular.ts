import { addScaled } from './products'
import { DOUBLE } from '../simd'

/** `B ← (L Lᵀ)⁻¹ B` in place, `L` `[n, n]` a lower factor, `B` `[n, columns]`. */
export function solveLower(lower: usize, right: usize, n: i32, columns: i32): void {
  const width = <usize>columns * DOUBLE
  for (let i: i32 = 0; i < n; i++) {
    const to = right + <usize>i * width
    for (let k: i32 = 0; k < i; k++) {
      const factor = load<f64>(lower + <usize>(i * n + k) * DOUBLE)
      addScaled(to, right + <usize>k * width, -factor, columns)
    }
    divide(to, load<f64>(lower + <usize>(i * n + i) * DOUBLE), columns)
  }
  for (let i = n - 1; i >= 0; i--) {
    const to = right + <usize>i * width
    for (let k = i + 1; k < n; k++) {
      const factor = load<f64>(lower + <usize>(k * n + i) * DOUBLE)
      addScaled(to, right + <usize>k * width, -factor, columns)
    }
    divide(to, load<f64>(lower + <usize>(i * n + i) * DOUBLE), columns)
  }
}

function divide(row: usize, divisor: f64, columns: i32): void {
  for (let at: usize = 0; at < <usize>columns * DOUBLE; at += DOUBLE)
    store<f64>(row + at, load<f64>(row + at) / divisor)
}
