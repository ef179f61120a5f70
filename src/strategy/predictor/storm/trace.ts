import * as tf from '@tensorflow/tfjs'
import { oneHots } from '../../../model/storm/codebook.js'
import type { StormInputs } from '../../../model/storm/inputs.js'
import type { StormEvaluation } from '../../../model/storm/loss.js'
import { livePatches } from '../../../model/storm/quantise-modules.js'
import { patchCount, type StormModule, type StormShape } from '../../../model/storm/shape.js'

/** What a step shows of one module's codebook. */
export interface ModuleTrace {
  readonly module: StormModule
  /** `[rows, d]` before quantisation. */
  readonly tokens: tf.Tensor2D
  /** `[rows]`, 1 for tokens of assets that are in the universe. */
  readonly live: tf.Tensor1D
  /** `[rows, K]`, 1 at the code of a live token; all 0 in the warm-up. */
  readonly hits: tf.Tensor2D
}

/** Of each module with codes. */
export function tracesOf(
  { encoded, modules }: StormEvaluation,
  { mask }: StormInputs,
  shape: StormShape,
): ModuleTrace[] {
  return codedModules(shape).map((module) => {
    const tokens = encoded[module] as tf.Tensor2D // a module with codes has tokens
    const rows = tokens.shape[0]
    const live =
      module === 'timeSeries' ? livePatches(mask, patchCount(shape)) : tf.ones<tf.Rank.R1>([rows])
    const indices = modules[module]?.indices
    const count = shape.codes[module] ?? 0
    const hits = indices
      ? oneHots(indices, count).mul<tf.Tensor2D>(live.expandDims(1))
      : tf.zeros<tf.Rank.R2>([1, count])
    return { module, tokens, live, hits }
  })
}

export function codedModules({ codes }: Pick<StormShape, 'codes'>): StormModule[] {
  return Object.keys(codes).sort() as StormModule[]
}

/** Traces as the loop keeps them, and back. */
export function keptOf(traces: readonly ModuleTrace[]): tf.Tensor[] {
  return traces.flatMap(({ tokens, live, hits }) => [tokens, live, hits])
}

export function tracesOfKept(kept: readonly tf.Tensor[], shape: StormShape): ModuleTrace[] {
  return codedModules(shape).map((module, i) => ({
    module,
    tokens: kept[3 * i] as tf.Tensor2D,
    live: kept[3 * i + 1] as tf.Tensor1D,
    hits: kept[3 * i + 2] as tf.Tensor2D,
  }))
}
