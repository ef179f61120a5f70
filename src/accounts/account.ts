import { type AxisValues, isMissing } from './axis-values.js'

/** Positions by asset: `assets` are ascending positions on the asset axis, `weights` their weights. */
export interface Book {
  readonly assets: Int32Array
  readonly weights: Float32Array
}

/** Results of a date before costs: fractions of the unit book. */
export interface DayAccount {
  readonly gross: number
  readonly turnover: number
  readonly shortExposure: number
}

/** The book of stored weights; assets without a value have no position. */
export function toBook(values: AxisValues): Book {
  let count = 0
  for (let i = 0; i < values.length; i++) if (!isMissing(values[i])) count++
  const [assets, weights] = [new Int32Array(count), new Float32Array(count)]
  for (let i = 0, next = 0; i < values.length; i++) {
    if (isMissing(values[i])) continue
    assets[next] = i
    weights[next++] = Number(values[i])
  }
  return { assets, weights }
}

/**
 * `gross = Σ w_i R_i`, `turnover = Σ|w_i − previous_i|`, `shortExposure = Σ max(−w_i, 0)`, in double.
 * Positions that left the book are closed and count in turnover; no `previous` means flat. A missing
 * return (NaN) counts as 0. A suspended asset keeps the weight it had, so it has no turnover, and its
 * return is 0 until it trades again.
 */
export function accountDay(
  book: Book,
  previous: Book | null,
  returnOf: (position: number) => number,
): DayAccount {
  let [gross, shortExposure] = [0, 0]
  for (let i = 0; i < book.assets.length; i++) {
    const [weight, value] = [book.weights[i], returnOf(book.assets[i])]
    if (weight !== 0 && !Number.isNaN(value)) gross += weight * value
    if (weight < 0) shortExposure -= weight
  }
  return { gross, turnover: turnoverOf(book, previous ?? FLAT), shortExposure }
}

export interface AccountOptions {
  /** The books before the first one, oldest first: `lag + 1` of them, fewer where the run began flat. */
  readonly previous?: readonly Book[]
  /** Trading dates between the date a book was decided for and the date it is held on. */
  readonly lag?: number
  /** Return of the asset at `position` on the date of `books[index]`; NaN where missing. */
  readonly returnOf: (index: number, position: number) => number
}

/** Accounts of consecutive dates. The position on date t is `books[t − lag]`, carried from `previous`. */
export function accountBooks(
  books: readonly Book[],
  { previous = [], lag = 0, returnOf }: AccountOptions,
): DayAccount[] {
  const held = [...previous, ...books]
  const positionAt = (index: number) => held[previous.length + index - lag] ?? FLAT
  return books.map((_, index) =>
    accountDay(positionAt(index), positionAt(index - 1), (position) => returnOf(index, position)),
  )
}

const FLAT: Book = { assets: new Int32Array(0), weights: new Float32Array(0) }

function turnoverOf(book: Book, previous: Book): number {
  let [turnover, i, j] = [0, 0, 0]
  while (i < book.assets.length || j < previous.assets.length) {
    const asset = i < book.assets.length ? book.assets[i] : Number.POSITIVE_INFINITY
    const before = j < previous.assets.length ? previous.assets[j] : Number.POSITIVE_INFINITY
    const to = asset <= before ? book.weights[i++] : 0
    const from = before <= asset ? previous.weights[j++] : 0
    turnover += Math.abs(to - from)
  }
  return turnover
}
