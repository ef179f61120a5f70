import { annualisedVolatility } from '../accounts/risk.js'

/** Daily volatility of each column over the last D dates pushed. */
export class TrailingVolatility {
  readonly #width: number
  /** `[D, N]`, the row of a date is its number modulo D; NaN where there is no value. */
  readonly #values: Float32Array
  #dates = 0

  constructor(width: number, dates: number) {
    this.#width = width
    this.#values = new Float32Array(width * dates).fill(Number.NaN)
  }

  /** Adds a date: values over its columns, NaN where missing. */
  push(columns: Int32Array, values: ArrayLike<number>): void {
    const from = (this.#dates * this.#width) % this.#values.length
    const row = this.#values.subarray(from, from + this.#width).fill(Number.NaN)
    columns.forEach((column, place) => {
      row[column] = values[place]
    })
    this.#dates++
  }

  /** Population standard deviation over the dates with a value, `[n]`; NaN below 20 of them. */
  of(columns: Int32Array): Float64Array {
    return Float64Array.from(
      columns,
      (column) => annualisedVolatility(this.#seriesOf(column), 1) ?? Number.NaN,
    )
  }

  #seriesOf(column: number): Float32Array {
    const dates = this.#values.length / this.#width
    const rowOf = (t: number) => (this.#dates + t) % dates // oldest first
    return Float32Array.from(
      { length: dates },
      (_, t) => this.#values[rowOf(t) * this.#width + column],
    )
  }
}
