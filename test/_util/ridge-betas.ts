/** β = Wᵀ (W Wᵀ + λI)⁻¹ by Gaussian elimination, with the sum of absolute terms of each entry. */
export function ridgeBetas(
  rows: readonly ReadonlyMap<string, number>[],
  ridge: number,
): Map<string, { value: number; scale: number }[]> {
  const assets = [...(rows[0]?.keys() ?? [])]
  const gram = rows.map((a, k) =>
    rows.map((b, l) => sum(assets.map((x) => at(a, x) * at(b, x))) + (k === l ? ridge : 0)),
  )
  const inverse = invert(gram)
  return new Map(
    assets.map((asset) => [
      asset,
      rows.map((_, k) => {
        const terms = rows.map((row, l) => at(row, asset) * inverse[l][k])
        return { value: sum(terms), scale: abs(terms) }
      }),
    ]),
  )
}

function invert(matrix: readonly (readonly number[])[]): number[][] {
  const n = matrix.length
  const work = matrix.map((row, i) => [...row, ...row.map((_, j) => (i === j ? 1 : 0))])
  for (let column = 0; column < n; column++) {
    const rest = work.slice(column).map((row) => Math.abs(row[column]))
    const pivot = column + rest.indexOf(Math.max(...rest))
    ;[work[column], work[pivot]] = [work[pivot], work[column]]
    const scale = work[column][column]
    work[column] = work[column].map((x) => x / scale)
    for (let row = 0; row < n; row++) {
      if (row === column) continue
      const factor = work[row][column]
      work[row] = work[row].map((x, j) => x - factor * work[column][j])
    }
  }
  return work.map((row) => row.slice(n))
}

const at = (row: ReadonlyMap<string, number>, asset: string): number => row.get(asset) ?? 0
const sum = (values: readonly number[]): number => values.reduce((total, x) => total + x, 0)
const abs = (values: readonly number[]): number => sum(values.map(Math.abs))
