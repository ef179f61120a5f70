import { constantTable, DOUBLE, FLOAT, fma, sigmoid4 } from './simd'

/** `w / (‖w‖₁ + ε)` of each row; the sums in double. */
export function normalise(rows: i32, n: i32, w: usize, epsilon: f64, to: usize): void {
  const row = <usize>n * FLOAT
  for (let r: i32 = 0; r < rows; r++, w += row, to += row) {
    const scale = <f32>(1 / (size(w, row) + epsilon))
    for (let i: usize = 0; i < row; i += FLOAT) store<f32>(to + i, scale * load<f32>(w + i))
  }
}

/** `∂w = (∂y − sign(w) Σ y ∂y) / (‖w‖₁ + ε)` */
export function normaliseBack(
  rows: i32, n: i32, w: usize, y: usize, dy: usize, epsilon: f64, dw: usize,
): void {
  const row = <usize>n * FLOAT
  for (let r: i32 = 0; r < rows; r++, w += row, y += row, dy += row, dw += row) {
    const scale = 1 / (size(w, row) + epsilon)
    let along: f64 = 0
    for (let i: usize = 0; i < row; i += FLOAT) along += <f64>load<f32>(y + i) * <f64>load<f32>(dy + i)
    for (let i: usize = 0; i < row; i += FLOAT) {
      const held = load<f32>(w + i)
      const push = held > 0 ? along : held < 0 ? -along : 0
      store<f32>(dw + i, <f32>(scale * (<f64>load<f32>(dy + i) - push)))
    }
  }
}

function size(w: usize, row: usize): f64 {
  let sum: f64 = 0
  for (let i: usize = 0; i < row; i += FLOAT) sum += <f64>abs(load<f32>(w + i))
  return sum
}

/** `x σ(2u)`, GELU in its tanh form; a remainder of fewer than four goes through scratch. */
export function gelu(count: i32, x: usize, to: usize, scratch: usize): void {
  const table = constantTable()
  for (let i: i32 = 0; i < count; i += 4, x += 16, to += 16) {
    const value = quad(x, count - i, scratch)
    const inner = f32x4.mul(value, fma(f32x4.mul(value, value), v128.load(table, 208), v128.load(table, 224)))
    put(f32x4.mul(value, sigmoid4(inner, table)), to, count - i, scratch)
  }
}

/** `∂x = ∂y · (s + x s (1 − s) · 2u′)` */
export function geluBack(count: i32, x: usize, dy: usize, to: usize, scratch: usize): void {
  const table = constantTable()
  const one = f32x4.splat(1)
  for (let i: i32 = 0; i < count; i += 4, x += 16, dy += 16, to += 16) {
    const value = quad(x, count - i, scratch)
    const square = f32x4.mul(value, value)
    const gate = sigmoid4(f32x4.mul(value, fma(square, v128.load(table, 208), v128.load(table, 224))), table)
    const steep = fma(square, v128.load(table, 240), v128.load(table, 224))
    const slope = f32x4.mul(gate, fma(f32x4.mul(value, steep), f32x4.sub(one, gate), one))
    put(f32x4.mul(slope, quad(dy, count - i, scratch)), to, count - i, scratch)
  }
}

/** `σ(a x)`, times `b`, plus `c`: the sigmoid, and `tanh x = 2 σ(2x) − 1`. */
export function sigmoid(count: i32, x: usize, a: f32, b: f32, c: f32, to: usize, scratch: usize): void {
  const table = constantTable()
  for (let i: i32 = 0; i < count; i += 4, x += 16, to += 16) {
    const value = sigmoid4(f32x4.mul(quad(x, count - i, scratch), f32x4.splat(a)), table)
    put(fma(value, f32x4.splat(b), f32x4.splat(c)), to, count - i, scratch)
  }
}

/** `scale · Σ` over the middle axis of `[outer, middle, inner]`, in double; `inner` doubles of scratch. */
export function sum(
  outer: i32, middle: i32, inner: i32, x: usize, scale: f64, to: usize, scratch: usize,
): void {
  const row = <usize>inner * FLOAT
  for (let o: i32 = 0; o < outer; o++, x += <usize>middle * row, to += row) {
    if (inner == 1) {
      let total: f64 = 0
      for (let at = x; at < x + <usize>middle * FLOAT; at += FLOAT) total += <f64>load<f32>(at)
      store<f32>(to, <f32>(scale * total))
      continue
    }
    columnSums(middle, inner, x, scratch)
    for (let i: usize = 0; i < <usize>inner; i++) {
      store<f32>(to + i * FLOAT, <f32>(scale * load<f64>(scratch + i * DOUBLE)))
    }
  }
}

/** Sums of the columns of `[rows, columns]`, in double, each from the first row to the last. */
export function columnSums(rows: i32, columns: i32, x: usize, sums: usize): void {
  memory.fill(sums, 0, <usize>columns * DOUBLE)
  addColumns(rows, columns, x, sums)
}

/** The same added to sums that there are. */
export function addColumns(rows: i32, columns: i32, x: usize, sums: usize): void {
  const row = <usize>columns * FLOAT
  const whole = row & ~7
  for (let r: i32 = 0; r < rows; r++, x += row) {
    let j: usize = 0
    for (; j < whole; j += 8) {
      const pair = f64x2.promote_low_f32x4(v128.load_zero<f64>(x + j))
      v128.store(sums + 2 * j, f64x2.add(v128.load(sums + 2 * j), pair))
    }
    if (j < row) store<f64>(sums + 2 * j, load<f64>(sums + 2 * j) + <f64>load<f32>(x + j))
  }
}

/** `y ← y + b`, b `[columns]` added to each row of `[rows, columns]`. */
export function addToRows(rows: i32, columns: i32, b: usize, y: usize): void {
  const row = <usize>columns * FLOAT
  const whole = row & ~15
  for (let r: i32 = 0; r < rows; r++, y += row) {
    let j: usize = 0
    for (; j < whole; j += 16) v128.store(y + j, f32x4.add(v128.load(y + j), v128.load(b + j)))
    for (; j < row; j += FLOAT) store<f32>(y + j, load<f32>(y + j) + load<f32>(b + j))
  }
}

export function sumOfSquares(x: usize, count: i32): f64 {
  let total: f64 = 0
  for (let i: i32 = 0; i < count; i++, x += FLOAT) total += <f64>load<f32>(x) * <f64>load<f32>(x)
  return total
}

@inline
function quad(x: usize, left: i32, scratch: usize): v128 {
  if (left >= 4) return v128.load(x)
  memory.copy(scratch, x, <usize>left * FLOAT)
  return v128.load(scratch)
}

@inline
function put(value: v128, to: usize, left: i32, scratch: usize): void {
  if (left >= 4) {
    v128.store(to, value)
    return
  }
  v128.store(scratch, value)
  memory.copy(to, scratch, <usize>left * FLOAT)
}
