/**
 * All eigenpairs of a symmetric matrix by cyclic Jacobi rotations: slow, simple, and another method
 * than the one it checks. Values descending; `vectors` is `[n, n]`, row k belongs to value k.
 */
export function jacobi(matrix: ArrayLike<number>, n: number) {
  const a = Float64Array.from(matrix)
  const v = Float64Array.from({ length: n * n }, (_, i) => (i % (n + 1) === 0 ? 1 : 0))
  for (let sweep = 0; sweep < 60 && offDiagonal(a, n) > 0; sweep++) {
    for (let p = 0; p < n; p++) for (let q = p + 1; q < n; q++) rotate(a, v, n, p, q)
  }
  const order = Array.from({ length: n }, (_, i) => i).sort((i, j) => a[j * n + j] - a[i * n + i])
  return {
    values: Float64Array.from(order, (i) => a[i * n + i]),
    vectors: Float64Array.from(order.flatMap((i) => [...v.subarray(i * n, (i + 1) * n)])),
  }
}

function rotate(a: Float64Array, v: Float64Array, n: number, p: number, q: number): void {
  const apq = a[p * n + q]
  if (Math.abs(apq) < 1e-300) return
  const theta = (a[q * n + q] - a[p * n + p]) / (2 * apq)
  const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.hypot(theta, 1))
  const c = 1 / Math.hypot(t, 1)
  const s = t * c
  for (let k = 0; k < n; k++) {
    const [akp, akq] = [a[k * n + p], a[k * n + q]]
    a[k * n + p] = c * akp - s * akq
    a[k * n + q] = s * akp + c * akq
  }
  for (let k = 0; k < n; k++) {
    const [apk, aqk] = [a[p * n + k], a[q * n + k]]
    a[p * n + k] = c * apk - s * aqk
    a[q * n + k] = s * apk + c * aqk
    const [vpk, vqk] = [v[p * n + k], v[q * n + k]]
    v[p * n + k] = c * vpk - s * vqk
    v[q * n + k] = s * vpk + c * vqk
  }
}

function offDiagonal(a: Float64Array, n: number): number {
  let [off, all] = [0, 0]
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      const square = a[i * n + j] ** 2
      all += square
      if (i !== j) off += square
    }
  }
  return off > 1e-32 * all ? off : 0
}
