import { DOUBLE, FLOAT, fma, sum4 } from './simd'

/** Rows between two flushes of the column sums to double. */
const TILE: i32 = 64

/** `x̂ · scale + shift` of rows `[rows, d]`, `x̂ = (x − mean) r`; keeps mean and `r = 1/√(Var + ε)` of each row. */
export function layerNormForward(
  rows: i32, d: i32, x: usize, scale: usize, shift: usize, epsilon: f32, y: usize, kept: usize,
): void {
  const row = <usize>d * FLOAT
  for (let r: i32 = 0; r < rows; r++, x += row, y += row, kept += 2 * FLOAT) {
    const mean = rowSum(x, row) / <f32>d
    const inverse: f32 = 1 / sqrt(squares(x, row, mean) / <f32>d + epsilon)
    store<f32>(kept, mean)
    store<f32>(kept, inverse, FLOAT)
    scaled(row, x, mean, inverse, scale, shift, y)
  }
}

/** The rows of `layerNormForward` again, from what it kept. */
export function layerNormAgain(
  rows: i32, d: i32, x: usize, scale: usize, shift: usize, kept: usize, y: usize,
): void {
  const row = <usize>d * FLOAT
  for (let r: i32 = 0; r < rows; r++, x += row, y += row, kept += 2 * FLOAT) {
    scaled(row, x, load<f32>(kept), load<f32>(kept, FLOAT), scale, shift, y)
  }
}

@inline
function scaled(
  row: usize, x: usize, mean: f32, inverse: f32, scale: usize, shift: usize, y: usize,
): void {
  const whole = row & ~15
  const m4 = f32x4.splat(mean)
  const i4 = f32x4.splat(inverse)
  let j: usize = 0
  for (; j < whole; j += 16) {
    const unit = f32x4.mul(f32x4.sub(v128.load(x + j), m4), i4)
    v128.store(y + j, fma(unit, v128.load(scale + j), v128.load(shift + j)))
  }
  for (; j < row; j += FLOAT) {
    const unit = (load<f32>(x + j) - mean) * inverse
    store<f32>(y + j, unit * load<f32>(scale + j) + load<f32>(shift + j))
  }
}

function rowSum(x: usize, row: usize): f32 {
  const whole = row & ~15
  let sums = f32x4.splat(0)
  let j: usize = 0
  for (; j < whole; j += 16) sums = f32x4.add(sums, v128.load(x + j))
  let total = sum4(sums)
  for (; j < row; j += FLOAT) total += load<f32>(x + j)
  return total
}

function squares(x: usize, row: usize, mean: f32): f32 {
  const whole = row & ~15
  const m4 = f32x4.splat(mean)
  let sums = f32x4.splat(0)
  let j: usize = 0
  for (; j < whole; j += 16) {
    const gap = f32x4.sub(v128.load(x + j), m4)
    sums = fma(gap, gap, sums)
  }
  let total = sum4(sums)
  for (; j < row; j += FLOAT) {
    const gap = load<f32>(x + j) - mean
    total += gap * gap
  }
  return total
}

/** Bytes of scratch of the gradient. */
export function layerNormScratch(d: i32): i32 {
  return 2 * d * (<i32>FLOAT + <i32>DOUBLE)
}

/**
 * `∂x = r (g − mean g − x̂ mean(g x̂))` with `g = ∂y scale`; `∂scale = Σ ∂y x̂` and `∂shift = Σ ∂y`, in
 * float32 within a tile of rows and in double over tiles.
 */
export function layerNormBackward(
  rows: i32, d: i32, x: usize, scale: usize, kept: usize, dy: usize,
  dx: usize, dScale: usize, dShift: usize, scratch: usize,
): void {
  memory.fill(scratch, 0, <usize>layerNormScratch(d))
  layerNormRowsBack(rows, d, x, scale, kept, dy, dx, scratch)
  layerNormSums(d, scratch, dScale, dShift)
}

/** ∂x of some rows, a multiple of 64 of them but for the last; their sums are added to those in scratch. */
export function layerNormRowsBack(
  rows: i32, d: i32, x: usize, scale: usize, kept: usize, dy: usize, dx: usize, scratch: usize,
): void {
  const row = <usize>d * FLOAT
  const sums = scratch
  const part = scratch + <usize>(2 * d) * DOUBLE
  for (let r: i32 = 0; r < rows; r++, x += row, dy += row, dx += row, kept += 2 * FLOAT) {
    rowBack(row, <f32>d, x, scale, load<f32>(kept), load<f32>(kept, FLOAT), dy, dx, part)
    if (r % TILE == TILE - 1 || r == rows - 1) flush(2 * d, part, sums)
  }
}

export function layerNormSums(d: i32, sums: usize, dScale: usize, dShift: usize): void {
  for (let j: usize = 0; j < <usize>d; j++) {
    store<f32>(dScale + j * FLOAT, <f32>load<f64>(sums + j * DOUBLE))
    store<f32>(dShift + j * FLOAT, <f32>load<f64>(sums + (<usize>d + j) * DOUBLE))
  }
}

@inline
function rowBack(
  row: usize, d: f32, x: usize, scale: usize, mean: f32, inverse: f32, dy: usize, dx: usize, part: usize,
): void {
  const whole = row & ~15
  const m4 = f32x4.splat(mean)
  const i4 = f32x4.splat(inverse)
  let sums = f32x4.splat(0)
  let along = sums
  let j: usize = 0
  for (; j < whole; j += 16) {
    const unit = f32x4.mul(f32x4.sub(v128.load(x + j), m4), i4)
    const push = v128.load(dy + j)
    const g = f32x4.mul(push, v128.load(scale + j))
    sums = f32x4.add(sums, g)
    along = fma(g, unit, along)
    v128.store(part + j, fma(push, unit, v128.load(part + j)))
    v128.store(part + row + j, f32x4.add(push, v128.load(part + row + j)))
  }
  let sum = sum4(sums)
  let product = sum4(along)
  for (; j < row; j += FLOAT) {
    const unit = (load<f32>(x + j) - mean) * inverse
    const push = load<f32>(dy + j)
    const g = push * load<f32>(scale + j)
    sum += g
    product += g * unit
    store<f32>(part + j, load<f32>(part + j) + push * unit)
    store<f32>(part + row + j, load<f32>(part + row + j) + push)
  }
  const a = sum / d
  const b = product / d
  const a4 = f32x4.splat(a)
  const b4 = f32x4.splat(b)
  for (j = 0; j < whole; j += 16) {
    const unit = f32x4.mul(f32x4.sub(v128.load(x + j), m4), i4)
    const g = f32x4.mul(v128.load(dy + j), v128.load(scale + j))
    v128.store(dx + j, f32x4.mul(i4, f32x4.sub(f32x4.sub(g, a4), f32x4.mul(unit, b4))))
  }
  for (; j < row; j += FLOAT) {
    const unit = (load<f32>(x + j) - mean) * inverse
    store<f32>(dx + j, inverse * (load<f32>(dy + j) * load<f32>(scale + j) - a - unit * b))
  }
}

function flush(count: i32, part: usize, sums: usize): void {
  for (let j: usize = 0; j < <usize>count; j++) {
    const to = sums + j * DOUBLE
    store<f64>(to, load<f64>(to) + <f64>load<f32>(part + j * FLOAT))
  }
  memory.fill(part, 0, <usize>count * FLOAT)
}
