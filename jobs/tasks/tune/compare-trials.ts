import { pairedDifference } from '../../../src/accounts/paired-difference.js'
import type { TrialOutcome } from './outcome.js'

/** A trial's outcome and the returns it is compared by. */
export interface TriedTrial extends TrialOutcome {
  /** `[T]` hedged net return at lag 1. */
  readonly hedged: readonly (number | null)[]
}

/** Outcomes with their difference from the first trial, which holds the defaults by default. */
export function comparedWithFirst(
  outcomes: readonly TriedTrial[],
  datesPerYear?: number,
): TrialOutcome[] {
  const reference = outcomes[0]?.hedged ?? []
  return outcomes.map(({ hedged, ...outcome }, i) => ({
    ...outcome,
    difference: i === 0 ? null : pairedDifference(hedged, reference, datesPerYear),
  }))
}

/** The trial with the largest Sharpe ratio that could be traded: a day late, net of costs, hedged. */
export function winnerOf(outcomes: readonly TrialOutcome[]): TrialOutcome | null {
  const score = ({ lagOne }: TrialOutcome) => lagOne?.hedgedNetSharpe ?? Number.NEGATIVE_INFINITY
  const best = outcomes.reduce<TrialOutcome | null>(
    (before, outcome) => (before === null || score(outcome) > score(before) ? outcome : before),
    null,
  )
  return best && Number.isFinite(score(best)) ? best : null
}
