/**
 * `G = Z Zᵀ`, `[rows, rows]`, of a row-major `Z` `[rows, columns]`, in double. Four rows against two
 * at a time, so that each number loaded is used several times; the order of sums is always the same.
 */
export function gramOfRows(z: Float64Array, rows: number, columns: number): Float64Array {
  const gram = new Float64Array(rows * rows)
  for (let i = 0; i < rows; i += 4) {
    for (let j = 0; j < Math.min(rows, i + 4); j += 2) {
      if (i + 4 <= rows && j + 2 <= rows) block(z, gram, { i, j, rows, columns })
      else edge(z, gram, { i, j, rows, columns })
    }
  }
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < i; j++) gram[j * rows + i] = gram[i * rows + j]
  }
  return gram
}

interface Place {
  readonly i: number
  readonly j: number
  readonly rows: number
  readonly columns: number
}

/** Entries `[i…i+3, j…j+1]`, eight sums in registers. */
function block(z: Float64Array, gram: Float64Array, { i, j, rows, columns }: Place): void {
  const [a, b, c, d] = [i, i + 1, i + 2, i + 3].map((row) => row * columns)
  const [e, f] = [j * columns, (j + 1) * columns]
  let ae = 0
  let be = 0
  let ce = 0
  let de = 0
  let af = 0
  let bf = 0
  let cf = 0
  let df = 0
  for (let k = 0; k < columns; k++) {
    const ze = z[e + k]
    const zf = z[f + k]
    const za = z[a + k]
    const zb = z[b + k]
    const zc = z[c + k]
    const zd = z[d + k]
    ae += za * ze
    be += zb * ze
    ce += zc * ze
    de += zd * ze
    af += za * zf
    bf += zb * zf
    cf += zc * zf
    df += zd * zf
  }
  gram[i * rows + j] = ae
  gram[(i + 1) * rows + j] = be
  gram[(i + 2) * rows + j] = ce
  gram[(i + 3) * rows + j] = de
  gram[i * rows + j + 1] = af
  gram[(i + 1) * rows + j + 1] = bf
  gram[(i + 2) * rows + j + 1] = cf
  gram[(i + 3) * rows + j + 1] = df
}

/** The same where fewer rows are left. */
function edge(z: Float64Array, gram: Float64Array, { i, j, rows, columns }: Place): void {
  for (let row = i; row < Math.min(rows, i + 4); row++) {
    for (let other = j; other < Math.min(rows, j + 2); other++) {
      let sum = 0
      for (let k = 0; k < columns; k++) sum += z[row * columns + k] * z[other * columns + k]
      gram[row * rows + other] = sum
    }
  }
}
