import { at } from '../../src/lib/at.js'

/** Rows by label of a and label of b, with their sums. */
interface Contingency {
  readonly cells: readonly (readonly number[])[]
  readonly rows: readonly number[]
  readonly columns: readonly number[]
  readonly total: number
}

/** Share of the elements whose regime is the commonest of their code. */
export function purity(codes: readonly number[], regimes: readonly number[]): number {
  const { cells, total } = contingency(codes, regimes)
  return cells.reduce((sum, row) => sum + Math.max(...row), 0) / total
}

/**
 * Adjusted mutual information `(I − E I) / (½ (H(a) + H(b)) − E I)` with the expectation under permutations (Vinh, Epps,
 * Bailey 2010): 1 for the same partition, 0 for chance.
 */
export function adjustedMutualInformation(a: readonly number[], b: readonly number[]): number {
  const table = contingency(a, b)
  const expected = expectedInformation(table)
  const { rows, columns, total } = table
  const most = (entropyOf(rows, total) + entropyOf(columns, total)) / 2
  return (informationOf(table) - expected) / (most - expected)
}

function contingency(a: readonly number[], b: readonly number[]): Contingency {
  const [left, right] = [distinct(a), distinct(b)]
  const cells = left.map((x) =>
    right.map((y) => a.filter((value, i) => value === x && b[i] === y).length),
  )
  const rows = cells.map(sum)
  const columns = right.map((_, j) => sum(cells.map((row) => at(row, j))))
  return { cells, rows, columns, total: a.length }
}

function informationOf({ cells, rows, columns, total }: Contingency): number {
  return sum(
    cells.flatMap((row, i) =>
      row.map((count, j) =>
        count === 0
          ? 0
          : (count / total) * Math.log((total * count) / (at(rows, i) * at(columns, j))),
      ),
    ),
  )
}

/** Σ over cells of the hypergeometric expectation of their share of the information. */
function expectedInformation({ rows, columns, total }: Contingency): number {
  const log = logFactorials(total)
  const of = (n: number) => at(log, n)
  return sum(
    rows.flatMap((r) =>
      columns.map((c) => {
        let expected = 0
        for (let k = Math.max(1, r + c - total); k <= Math.min(r, c); k++) {
          const chance =
            of(r) + of(c) + of(total - r) + of(total - c) - of(total) - of(k) - of(r - k)
          const weight = Math.exp(chance - of(c - k) - of(total - r - c + k))
          expected += (k / total) * Math.log((total * k) / (r * c)) * weight
        }
        return expected
      }),
    ),
  )
}

function logFactorials(most: number): Float64Array {
  const log = new Float64Array(most + 1)
  for (let n = 1; n <= most; n++) log[n] = at(log, n - 1) + Math.log(n)
  return log
}

function entropyOf(counts: readonly number[], total: number): number {
  return -sum(counts.map((count) => (count / total) * Math.log(count / total)))
}

const distinct = (values: readonly number[]) => [...new Set(values)].sort((x, y) => x - y)
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
