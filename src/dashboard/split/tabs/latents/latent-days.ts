import type { LatentsQuery } from '../../../api/operations.js'
import { correlation } from '../../../series/statistics.js'

export type LatentDay = NonNullable<LatentsQuery['split']>['latentFactors'][number]

/** The days of one latent factor. */
export interface LatentRow {
  readonly index: number
  readonly days: readonly LatentDay[]
}

export function byIndex(days: readonly LatentDay[]): LatentRow[] {
  const rows = new Map<number, LatentDay[]>()
  for (const day of days) {
    const row = rows.get(day.index)
    if (row) row.push(day)
    else rows.set(day.index, [day])
  }
  return [...rows].map(([index, own]) => ({ index, days: own }))
}

const FEWEST = 3

/** Correlation of the prior's mean with the posterior's, over the dates that have both. */
export function priorCorrelation({ days }: LatentRow): number | null {
  const known = days.flatMap(({ priorMean, posteriorMean }) =>
    posteriorMean === null ? [] : [{ priorMean, posteriorMean }],
  )
  if (known.length < FEWEST) return null
  return correlation(
    known.map(({ priorMean }) => priorMean),
    known.map(({ posteriorMean }) => posteriorMean),
  )
}
