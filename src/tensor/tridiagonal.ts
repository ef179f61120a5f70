/** A symmetric tridiagonal matrix: `diagonal` `[n]`, `offDiagonal` `[n − 1]`. */
export interface Tridiagonal {
  readonly diagonal: Float64Array
  readonly offDiagonal: Float64Array
}

/** The `count` largest eigenvalues, descending, each bisected to the last bit. */
export function largestEigenvalues(t: Tridiagonal, count: number): Float64Array {
  const n = t.diagonal.length
  const values = new Float64Array(count)
  const bound = normOf(t)
  let high = bound
  for (let k = 0; k < count; k++) {
    let low = -bound
    while (true) {
      const middle = low + (high - low) / 2
      if (middle <= low || middle >= high) break
      if (countBelow(t, middle) >= n - k) high = middle
      else low = middle
    }
    values[k] = high
  }
  return values
}

const SOLVES = 4

/**
 * Unit eigenvectors `[count, n]` by inverse iteration, `(T − λI) x ← x`, each kept orthogonal to
 * those before it, so that equal and close eigenvalues get a basis of their space.
 */
export function inverseIteration(t: Tridiagonal, values: Float64Array): Float64Array {
  const n = t.diagonal.length
  const vectors = new Float64Array(values.length * n)
  const floor = Number.EPSILON * (normOf(t) || 1)
  for (let k = 0; k < values.length; k++) {
    const x = vectors.subarray(k * n, (k + 1) * n)
    startVector(x, k)
    const factors = factorise(t, values[k], floor)
    for (let solve = 0; solve < SOLVES; solve++) {
      solveShifted(factors, x)
      normalise(x)
      for (let j = 0; j < k; j++) orthogonalise(x, vectors.subarray(j * n, (j + 1) * n))
      normalise(x)
    }
  }
  return vectors
}

/** How many eigenvalues lie below `shift` (Sturm: the negative pivots of `T − shift·I`). */
function countBelow({ diagonal, offDiagonal }: Tridiagonal, shift: number): number {
  let [count, pivot] = [0, 1]
  for (let i = 0; i < diagonal.length; i++) {
    const coupling = i === 0 ? 0 : offDiagonal[i - 1] * offDiagonal[i - 1]
    pivot = diagonal[i] - shift - (coupling === 0 ? 0 : coupling / pivot)
    if (pivot === 0) pivot = -Number.MIN_VALUE
    if (pivot < 0) count++
  }
  return count
}

/** A bound of every eigenvalue's size: the largest row sum (Gershgorin). */
function normOf({ diagonal, offDiagonal }: Tridiagonal): number {
  let norm = 0
  for (let i = 0; i < diagonal.length; i++) {
    const before = i === 0 ? 0 : Math.abs(offDiagonal[i - 1])
    const after = i < offDiagonal.length ? Math.abs(offDiagonal[i]) : 0
    norm = Math.max(norm, Math.abs(diagonal[i]) + before + after)
  }
  return norm * (1 + 4 * Number.EPSILON)
}

/** `P L U` of `T − λI` with row exchanges: U has two upper diagonals. */
interface Factors {
  readonly pivots: Float64Array
  readonly upper: Float64Array
  readonly second: Float64Array
  readonly multipliers: Float64Array
  readonly exchanged: Uint8Array
}

/** A pivot below `floor` is replaced by it: the shift is an eigenvalue, so one always is nearly 0. */
function factorise({ diagonal, offDiagonal }: Tridiagonal, shift: number, floor: number): Factors {
  const n = diagonal.length
  const pivots = Float64Array.from(diagonal, (value) => value - shift)
  const [upper, second] = [new Float64Array(n), new Float64Array(n)]
  const [multipliers, exchanged] = [new Float64Array(n), new Uint8Array(n)]
  upper.set(offDiagonal)
  for (let i = 0; i < n - 1; i++) {
    const below = offDiagonal[i]
    if (Math.abs(below) > Math.abs(pivots[i])) {
      const multiplier = pivots[i] / below
      const [next, after] = [pivots[i + 1], i + 1 < n - 1 ? upper[i + 1] : 0]
      exchanged[i] = 1
      multipliers[i] = multiplier
      pivots[i] = below
      pivots[i + 1] = upper[i] - multiplier * next
      upper[i] = next
      second[i] = after
      upper[i + 1] = -multiplier * after
      continue
    }
    if (Math.abs(pivots[i]) < floor) pivots[i] = floor
    multipliers[i] = below / pivots[i]
    pivots[i + 1] -= multipliers[i] * upper[i]
  }
  if (n > 0 && Math.abs(pivots[n - 1]) < floor) pivots[n - 1] = floor
  return { pivots, upper, second, multipliers, exchanged }
}

function solveShifted({ pivots, upper, second, multipliers, exchanged }: Factors, x: Float64Array) {
  const n = x.length
  for (let i = 0; i < n - 1; i++) {
    if (exchanged[i]) [x[i], x[i + 1]] = [x[i + 1], x[i]]
    x[i + 1] -= multipliers[i] * x[i]
  }
  for (let i = n - 1; i >= 0; i--) {
    let value = x[i]
    if (i + 1 < n) value -= upper[i] * x[i + 1]
    if (i + 2 < n) value -= second[i] * x[i + 2]
    x[i] = value / pivots[i]
  }
}

/** Fixed numbers in (−1, 1), other ones for each eigenvector: a generator of 31 bits. */
function startVector(x: Float64Array, k: number): void {
  let state = 1 + k
  for (let i = 0; i < x.length; i++) {
    state = (state * 48271) % 2147483647
    x[i] = (2 * state) / 2147483647 - 1
  }
}

function orthogonalise(x: Float64Array, unit: Float64Array): void {
  let along = 0
  for (let i = 0; i < x.length; i++) along += x[i] * unit[i]
  for (let i = 0; i < x.length; i++) x[i] -= along * unit[i]
}

/** Scaled by the largest entry first: a solve against an eigenvalue can be of any size. */
function normalise(x: Float64Array): void {
  let largest = 0
  for (let i = 0; i < x.length; i++) largest = Math.max(largest, Math.abs(x[i]))
  let squares = 0
  for (let i = 0; i < x.length; i++) {
    x[i] /= largest
    squares += x[i] * x[i]
  }
  const norm = Math.sqrt(squares)
  for (let i = 0; i < x.length; i++) x[i] /= norm
}
