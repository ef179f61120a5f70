import type * as tf from '@tensorflow/tfjs'
import { dropout } from '../tensor/dropout.js'
import type { Params } from '../tensor/params.js'
import type { Key } from '../tensor/random.js'
import {
  initLongConv,
  type LongConvParams,
  type LongConvShape,
  policyWeights,
} from './long-conv.js'

/** A map from residual windows to policy weights, trained by gradient. */
export interface TrainedPolicy<P extends Params> {
  init(key: Key): P
  /** Policy weights `[J]` of J residual windows `[L, J]`, newest first. */
  weights(params: P, windows: tf.Tensor2D, options?: PolicyPass): tf.Tensor1D
}

interface PolicyPass {
  /** Dropout of channels while training. */
  readonly dropoutKey?: Key
  /** `[B, n]`, 1 where tradable: the windows are those of n assets on B dates, dates first. */
  readonly tradable?: tf.Tensor2D
}

/** One long convolution a window (Epstein et al. 2025, appendix A). */
export function longConv(
  shape: LongConvShape & { readonly dropout: number },
): TrainedPolicy<LongConvParams> {
  return {
    init: (key) => initLongConv(key, shape),
    weights: (params, windows, { dropoutKey, tradable } = {}) =>
      policyWeights(params, windows, shape, {
        dropoutMask:
          dropoutKey && dropout(dropoutKey, [shape.hidden, windows.shape[1]], shape.dropout),
        tradable,
      }),
  }
}
