import { DOUBLE } from '../simd'

/**
 * `Qᵀ A Q = T` of a symmetric `A` `[n, n]`, of which the lower triangle is read and replaced: row i then
 * holds the Householder vector of step i in its first i entries, `scales[i]` is `2 / ‖v‖²`, 0 where none
 * was needed. Rows are reduced from the last to the first, so that the rest is always a leading block.
 *
 * Each step passes over the block once: the rank-two update of one step and the matrix-vector product of
 * the next are computed together. `scratch` holds 2n numbers.
 */
export function tridiagonalise(
  a: usize, n: i32, diagonal: usize, offDiagonal: usize, scales: usize, scratch: usize,
): void {
  const row = <usize>n * DOUBLE
  let q = scratch
  let product = scratch + row
  let before: usize = 0 // the v of the pending update, 0 for none
  for (let i = n - 1; i > 0; i--) {
    const v = a + <usize>i * row
    if (before) updateRow(v, before, q, i)
    store<f64>(diagonal + <usize>i * DOUBLE, load<f64>(v + <usize>i * DOUBLE))
    const scale = scales + <usize>i * DOUBLE
    store<f64>(offDiagonal + <usize>(i - 1) * DOUBLE, toReflector(v, scale, i))
    const needed = load<f64>(scale) != 0
    if (needed) memory.fill(product, 0, <usize>i * DOUBLE)
    if (needed && before) updateAndMultiply(a, n, i, before, q, v, product)
    else if (needed) multiply(a, n, i, v, product)
    else if (before) update(a, n, i, before, q)
    before = needed ? v : 0
    if (!needed) continue
    toUpdate(v, product, load<f64>(scale), i)
    const swapped = q
    q = product
    product = swapped
  }
  if (n == 0) return
  if (before) updateRow(a, before, q, 0)
  store<f64>(diagonal, load<f64>(a))
}

/** Turns a row's first m entries into the v of `H = I − scale v vᵀ`; the entry it leaves is returned. */
function toReflector(v: usize, scale: usize, m: i32): f64 {
  const last = v + <usize>(m - 1) * DOUBLE
  let largest: f64 = 0
  for (let at = v; at < last; at += DOUBLE) largest = max(largest, abs(load<f64>(at)))
  store<f64>(scale, 0)
  if (largest == 0) return load<f64>(last)
  largest = max(largest, abs(load<f64>(last)))
  let squares: f64 = 0
  for (let at = v; at <= last; at += DOUBLE) {
    const value = load<f64>(at) / largest
    store<f64>(at, value)
    squares += value * value
  }
  const end = load<f64>(last)
  const kept = end > 0 ? -sqrt(squares) : sqrt(squares)
  store<f64>(scale, 1 / (squares - kept * end))
  store<f64>(last, end - kept)
  return kept * largest
}

/** `q = scale (A v − ½ scale (vᵀA v) v)` in the place of `A v`. */
function toUpdate(v: usize, product: usize, scale: f64, m: i32): void {
  let along: f64 = 0
  for (let k: usize = 0; k < <usize>m * DOUBLE; k += DOUBLE)
    along += load<f64>(v + k) * load<f64>(product + k)
  const half = 0.5 * scale * along
  for (let k: usize = 0; k < <usize>m * DOUBLE; k += DOUBLE)
    store<f64>(product + k, scale * (load<f64>(product + k) - half * load<f64>(v + k)))
}

/** Row i of `A − v qᵀ − q vᵀ`, up to its diagonal. */
function updateRow(row: usize, v: usize, q: usize, i: i32): void {
  const at = <usize>i * DOUBLE
  const vi = load<f64>(v + at)
  const qi = load<f64>(q + at)
  for (let k: usize = 0; k <= at; k += DOUBLE) {
    store<f64>(row + k, load<f64>(row + k) - (vi * load<f64>(q + k) + qi * load<f64>(v + k)))
  }
}

function update(a: usize, n: i32, m: i32, v: usize, q: usize): void {
  for (let j: i32 = 0; j < m; j++) updateRow(a + <usize>(j * n) * DOUBLE, v, q, j)
}

/** `product = A v` over the leading block, from its lower triangle. */
function multiply(a: usize, n: i32, m: i32, v: usize, product: usize): void {
  for (let j: i32 = 0; j < m; j++) multiplyRow(a + <usize>(j * n) * DOUBLE, v, product, j)
}

function multiplyRow(row: usize, v: usize, product: usize, j: i32): void {
  const at = <usize>j * DOUBLE
  const vj = load<f64>(v + at)
  let sum = load<f64>(row + at) * vj
  for (let k: usize = 0; k < at; k += DOUBLE) {
    const x = load<f64>(row + k)
    sum += x * load<f64>(v + k)
    store<f64>(product + k, load<f64>(product + k) + x * vj)
  }
  store<f64>(product + at, load<f64>(product + at) + sum)
}

/** `A ← A − v qᵀ − q vᵀ` and `product = A w` with the new A, two rows at a time. */
function updateAndMultiply(
  a: usize, n: i32, m: i32, v: usize, q: usize, w: usize, product: usize,
): void {
  const width = <usize>n * DOUBLE
  if (m % 2 == 1) {
    updateRow(a, v, q, 0)
    multiplyRow(a, w, product, 0)
  }
  for (let j: i32 = m % 2; j < m; j += 2) {
    const at = <usize>j * DOUBLE
    const row = a + <usize>j * width
    const below = row + width
    const vj = v128.load64_splat(v + at)
    const vb = v128.load64_splat(v + at, 8)
    const qj = v128.load64_splat(q + at)
    const qb = v128.load64_splat(q + at, 8)
    const wj = v128.load64_splat(w + at)
    const wb = v128.load64_splat(w + at, 8)
    let sum = f64x2.splat(0)
    let sumBelow = sum
    let k: usize = 0
    for (; k + 16 <= at; k += 16) {
      const vk = v128.load(v + k)
      const qk = v128.load(q + k)
      const wk = v128.load(w + k)
      const x = f64x2.sub(
        v128.load(row + k),
        f64x2.add(f64x2.mul(vj, qk), f64x2.mul(qj, vk)),
      )
      const y = f64x2.sub(
        v128.load(below + k),
        f64x2.add(f64x2.mul(vb, qk), f64x2.mul(qb, vk)),
      )
      v128.store(row + k, x)
      v128.store(below + k, y)
      sum = f64x2.add(sum, f64x2.mul(x, wk))
      sumBelow = f64x2.add(sumBelow, f64x2.mul(y, wk))
      const added = f64x2.add(f64x2.mul(x, wj), f64x2.mul(y, wb))
      v128.store(product + k, f64x2.add(v128.load(product + k), added))
    }
    finish(row, v, q, w, product, at, k, sum)
    finish(below, v, q, w, product, at + DOUBLE, k, sumBelow)
  }
}

/** The rest of a row, from k to its diagonal. */
function finish(
  row: usize, v: usize, q: usize, w: usize, product: usize, diagonal: usize, k: usize, sum: v128,
): void {
  const vi = load<f64>(v + diagonal)
  const qi = load<f64>(q + diagonal)
  const wi = load<f64>(w + diagonal)
  let total = f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1)
  for (let at = k; at <= diagonal; at += DOUBLE) {
    const x = load<f64>(row + at) - (vi * load<f64>(q + at) + qi * load<f64>(v + at))
    store<f64>(row + at, x)
    total += x * load<f64>(w + at)
    if (at < diagonal) store<f64>(product + at, load<f64>(product + at) + x * wi)
  }
  store<f64>(product + diagonal, load<f64>(product + diagonal) + total)
}
