import type { Book } from './account.js'
import { mean, quantile } from './moments.js'

/** `Σ w`: 1 is all long, 0 is dollar-neutral. */
export function netExposure({ weights }: Book): number {
  return weights.reduce((sum, weight) => sum + weight, 0)
}

/** `(Σ|w|)² / Σ w²`: how many equal positions would be as concentrated; 0 for an empty book. */
export function effectiveNames({ weights }: Book): number {
  let [size, squares] = [0, 0]
  for (const weight of weights) {
    size += Math.abs(weight)
    squares += weight ** 2
  }
  return squares === 0 ? 0 : size ** 2 / squares
}

export interface BookShape {
  /** Mean over dates. */
  readonly netExposure: number | null
  /** Median over dates. */
  readonly effectiveNames: number | null
}

/** The same of the book of one date. */
export interface DayShape {
  readonly netExposure: number
  readonly effectiveNames: number
}

export function shapeOfDay(book: Book): DayShape {
  return { netExposure: netExposure(book), effectiveNames: effectiveNames(book) }
}

/** Over the days of a range. */
export function shapeOf(days: readonly DayShape[]): BookShape {
  if (days.length === 0) return { netExposure: null, effectiveNames: null }
  return {
    netExposure: mean(days.map((day) => day.netExposure)),
    effectiveNames: quantile(
      days.map((day) => day.effectiveNames).sort((a, b) => a - b),
      0.5,
    ),
  }
}
