import type { StormInputs, StormTargets } from '../../../model/storm/inputs.js'
import type { Key } from '../../../tensor/random.js'

/** What a step of STORM reads; the caller disposes its tensors. */
interface StormBlock {
  readonly inputs: StormInputs
  readonly targets: StormTargets
}

/** Where training takes its dates from. */
export interface StormSource {
  /** Rows with labels, ascending. */
  readonly days: Int32Array
  /** Assets of each date drawn by the key, where not all are taken. */
  block(days: Int32Array, key: Key): StormBlock
}
