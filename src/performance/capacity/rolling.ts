/** Values over the asset axis; NaN where missing. */
type Row = ArrayLike<number>

/** Least share of the rows that must be known. */
const LEAST_KNOWN = 0.5

/** Means and deviations of the last `count` rows by asset: a row that is added takes the place of the oldest. */
export class RollingRows {
  readonly #rows: Row[] = []
  #sums = new Float64Array(0)
  #squares = new Float64Array(0)
  #known = new Int32Array(0)

  constructor(readonly count: number) {}

  add(row: Row): void {
    this.#widenTo(row.length)
    this.#rows.push(row)
    this.#count(row, 1)
    const oldest = this.#rows.length > this.count ? this.#rows.shift() : undefined
    if (oldest) this.#count(oldest, -1)
  }

  /** NaN where fewer than half of the rows are known. */
  means(): Float64Array {
    return this.#sums.map((sum, i) => this.#ifKnown(i, sum / (this.#known[i] ?? 0)))
  }

  /** Population standard deviations; NaN where fewer than half of the rows are known. */
  deviations(): Float64Array {
    return this.#sums.map((sum, i) => {
      const known = this.#known[i] ?? 0
      const variance = (this.#squares[i] ?? 0) / known - (sum / known) ** 2
      return this.#ifKnown(i, Math.sqrt(Math.max(0, variance)))
    })
  }

  #ifKnown(i: number, value: number): number {
    return (this.#known[i] ?? 0) >= LEAST_KNOWN * this.count ? value : Number.NaN
  }

  #count(row: Row, sign: 1 | -1): void {
    for (let i = 0; i < row.length; i++) {
      const value = row[i] ?? Number.NaN
      if (Number.isNaN(value)) continue
      this.#sums[i] = (this.#sums[i] ?? 0) + sign * value
      this.#squares[i] = (this.#squares[i] ?? 0) + sign * value ** 2
      this.#known[i] = (this.#known[i] ?? 0) + sign
    }
  }

  #widenTo(length: number): void {
    if (length <= this.#sums.length) return
    const [sums, squares, known] = [this.#sums, this.#squares, this.#known]
    this.#sums = new Float64Array(length)
    this.#squares = new Float64Array(length)
    this.#known = new Int32Array(length)
    this.#sums.set(sums)
    this.#squares.set(squares)
    this.#known.set(known)
  }
}
