import type { PairedDifference } from '../../../src/accounts/paired-difference.js'
import type { StoredRun } from '../../../src/store/read/runs.js'
import type { RunMeasures } from '../report/measured-run.js'
import type { Trial } from './grid.js'
import type { ValidationWindow } from './validation-window.js'

/** Measures of a trial on the validation years. */
export interface TrialOutcome {
  readonly trial: Trial
  readonly run: StoredRun | null
  readonly measures: RunMeasures | null
  /** The same with the book decided a day earlier. */
  readonly lagOne: RunMeasures | null
  /** How many of the trained factors differ; null where none is trained. */
  readonly effectiveFactors: number | null
  /** Hedged net Sharpe ratio at lag 1 less that of the first trial; null in the first. */
  readonly difference: PairedDifference | null
  /** Why there are no measures. */
  readonly failure: string | null
}

export interface TuneOutcome extends Omit<ValidationWindow, 'split'> {
  /** In the order of the trials. */
  readonly outcomes: readonly TrialOutcome[]
  /** The trial with the largest hedged net Sharpe ratio at lag 1; null where none has one. */
  readonly winner: TrialOutcome | null
}
