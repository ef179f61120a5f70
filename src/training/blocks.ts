import { foldIn, type Key, permutation, words } from '../tensor/random.js'

/** Days `firstDay … firstDay + days − 1` of a view, the first L of them only looked back on. */
export interface BlockDates {
  readonly firstDay: number
  readonly days: number
  readonly lookback: number
  /** Dates between a book and the returns it earns; the market begins that much later. */
  readonly lag?: number
}

/** Rows `first … end − 1`, cut into blocks of so many consecutive dates. */
export interface BlockRange {
  readonly first: number
  readonly end: number
  readonly blockDays: number
}

/** First days of consecutive blocks from a random offset on, in random order. */
export function shuffledBlocks(key: Key, { first, end, blockDays }: BlockRange): number[] {
  const offsets = Math.min(blockDays, end - first - blockDays + 1)
  const [word] = words(foldIn(key, 'offset'), 1)
  const offset = Math.floor((word * offsets) / 2 ** 32)
  const count = Math.floor((end - first - offset) / blockDays)
  return Array.from(permutation(foldIn(key, 'order'), count), (i) => first + offset + i * blockDays)
}

/** First days of the blocks that fit, in the order of their dates. */
export function consecutiveBlocks({ first, end, blockDays }: BlockRange): number[] {
  const count = Math.max(0, Math.floor((end - first) / blockDays))
  return Array.from({ length: count }, (_, i) => first + i * blockDays)
}
