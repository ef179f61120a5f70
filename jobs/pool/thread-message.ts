import type { SplitResult, TrainingEpoch } from '../../src/results.js'
import type { SplitFailure } from '../failure/split-failure.js'

/** The one message sent to a thread: abort the split. */
export const STOP = 'stop'

/** A message from the thread that computes a split. */
export type ThreadMessage =
  | { readonly kind: 'epoch'; readonly epoch: TrainingEpoch; readonly epochCount: number }
  | { readonly kind: 'date'; readonly done: number; readonly count: number }
  | { readonly kind: 'saved'; readonly seed: number; readonly split: string }
  | { readonly kind: 'result'; readonly result: SplitResult }
  | { readonly kind: 'trained' }
  | ({ readonly kind: 'failure' } & SplitFailure)
