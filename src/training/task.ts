import type * as tf from '@tensorflow/tfjs'
import type { Optimiser } from '../tensor/optim.js'
import type { Params } from '../tensor/params.js'
import type { Key } from '../tensor/random.js'

/** What is trained: pieces, data and objective, as a strategy puts them together. */
export interface Task<P extends Params, Summary, Carried extends Params = Params> {
  readonly epochs: number
  /** Each moves the parameters that none before it moves. */
  readonly optimisers: readonly OptimiserGroup[]
  init(key: Key): P
  /**
   * State that no gradient reaches, such as running moments or the counts of a codebook: float
   * tensors, checkpointed with the parameters. None by default.
   */
  carried?(params: P): Carried
  /** The blocks of one epoch, named by their first day, in the order of their steps. */
  blocks(key: Key): readonly number[]
  /** The scalar to minimise, then whatever the summary needs: a vector of numbers. */
  evaluate(params: P, step: Step, carried: Carried): Evaluation
  /**
   * Parameters and carried state after the optimiser moved them, from what the evaluation kept. Runs
   * in a tidy of its own; the loop disposes what is returned no more.
   */
  afterStep?(
    moved: TrainingState<P, Carried>,
    kept: readonly tf.Tensor[],
    step: Step,
  ): TrainingState<P, Carried>
  /**
   * Whether a step may leave this parameter out of its loss, by its dotted name: its gradient is then
   * 0. Elsewhere that is an error.
   */
  mayBeUnused?(name: string): boolean
  /** An epoch's measures from the mean of its vectors. */
  summarise(params: P, mean: readonly number[], lastBlock: number, carried: Carried): Summary
  /** The larger, the better; NaN where training diverged. */
  score(summary: Summary, params: P, carried: Carried): number
  /** Epochs without a better score before stopping. */
  readonly patience: number
  /** Which epoch's parameters are kept; that of the best score by default. */
  readonly keep?: 'best' | 'last'
}

/** An optimiser, and the parameters that it moves by their dotted names; all that are left by default. */
export interface OptimiserGroup {
  readonly optimiser: Optimiser
  readonly moves?: (name: string) => boolean
}

/** One step of a training. */
export interface Step {
  readonly block: number
  readonly key: Key
  readonly epoch: number
  /** Of the training, from 0. */
  readonly count: number
}

export interface Evaluation {
  readonly loss: tf.Scalar
  readonly numbers: tf.Tensor1D
  /** For `afterStep`: what the forward pass made that carried state is moved by. */
  readonly kept?: readonly tf.Tensor[]
}

export interface TrainingState<P extends Params, Carried extends Params = Params> {
  readonly params: P
  readonly carried: Carried
}
