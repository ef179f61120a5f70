import type { SplitResult } from '../../src/results.js'

/** Expected values of a split at one of its versions, by date: computed from the books. */
export interface ExpectedSplit {
  readonly version: number
  readonly dates: readonly string[]
  readonly gross: Float64Array
  readonly turnover: Float64Array
  readonly short: Float64Array
  /** `[T]` of weights, and of residuals, over the assets. */
  readonly books: readonly Float32Array[]
  readonly residuals: readonly Float32Array[]
}

/** All published values at a data version, by split name. */
export type State = ReadonlyMap<string, ExpectedSplit>

/** `gross = Σ w·R`, `turnover = Σ|w_t − w_(t−1)|` across the boundary too, `short = Σ max(−w, 0)`. */
export function expectedOf(
  { days }: SplitResult,
  version: number,
  before: Float32Array | undefined,
): ExpectedSplit {
  const books = days.map(({ book }) => book)
  return {
    version,
    books,
    dates: days.map(({ date }) => date),
    residuals: days.map(({ realised }) => realised?.factors?.residuals ?? new Float32Array()),
    gross: Float64Array.from(days, ({ book, realised }) =>
      sum(book, (w, i) => w * (realised?.returns[i] ?? 0)),
    ),
    turnover: Float64Array.from(books, (book, t) => {
      const previous = t === 0 ? before : books[t - 1]
      return sum(book, (w, i) => Math.abs(w - (previous?.[i] ?? 0)))
    }),
    short: Float64Array.from(books, (book) => sum(book, (w) => Math.max(-w, 0))),
  }
}

function sum(values: Float32Array, of: (value: number, index: number) => number): number {
  let total = 0
  for (const [i, value] of values.entries()) total += of(value, i)
  return total
}
