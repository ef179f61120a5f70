import type { MarketView } from '../data/source.js'

/** A date for whose book a step is taken, and what was held before it. */
export interface BookDate {
  readonly view: MarketView
  /** `[n]` columns of the book: the universe of `nextDate`, then the factor portfolios. */
  readonly columns: Int32Array
  /** What was held; null on the first date. */
  readonly before: HeldBefore | null
}

export interface HeldBefore {
  /** `[n]` weights held over the columns of the new date. */
  readonly weights: Float64Array
  /** `Σ|w|` of the whole book, of assets that left the universe too. */
  readonly grossExposure: number
}

/** A step from the decided to the held book. */
export type BookStep = (
  book: Float64Array<ArrayBuffer>,
  date: BookDate,
) => Float64Array<ArrayBuffer>

/** `Σ|w|` */
export function grossExposureOf(book: Float64Array): number {
  return book.reduce((sum, weight) => sum + Math.abs(weight), 0)
}

export function isFlat(book: Float64Array): boolean {
  return book.every((weight) => weight === 0)
}

/** Whether a column is an asset, and not a factor portfolio. */
export function isAsset({ view }: Pick<BookDate, 'view'>, column: number): boolean {
  return column < view.assets.length
}
