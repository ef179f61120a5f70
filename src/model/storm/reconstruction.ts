import * as tf from '@tensorflow/tfjs'
import { meanOfLive } from './code-losses.js'
import { dayLayout, decodeTokens, type Encoded, patchLayout } from './encode.js'
import type { StormInputs, StormTargets } from './inputs.js'
import type { StormParams } from './params.js'
import { livePatches } from './quantise-modules.js'
import { patchCount, type StormShape } from './shape.js'

/** Bars as the modules' decoders see them; the modules that have one. */
interface Reconstructed {
  /** `[B·n·P, p·R]` */
  readonly timeSeries?: tf.Tensor2D
  /** `[B·W, A·R]` */
  readonly crossSection?: tf.Tensor2D
}

function reconstruct(
  { decoders }: Pick<StormParams, 'decoders'>,
  { timeSeries, crossSection }: Encoded,
  inputs: Pick<StormInputs, 'mask'>,
  shape: StormShape,
): Reconstructed {
  return {
    ...(decoders.timeSeries && {
      timeSeries: decodeTokens(decoders.timeSeries, timeSeries, patchLayout(inputs, shape)),
    }),
    ...(decoders.crossSection &&
      crossSection && {
        crossSection: decodeTokens(decoders.crossSection, crossSection, dayLayout(inputs, shape)),
      }),
  }
}

/** Mean squared errors over the assets that are in the universe. */
export function reconstructionErrors(
  params: Pick<StormParams, 'decoders'>,
  quantised: Encoded,
  { inputs, targets }: { readonly inputs: StormInputs; readonly targets: StormTargets },
  shape: StormShape,
) {
  const { timeSeries, crossSection } = reconstruct(params, quantised, inputs, shape)
  const live = livePatches(inputs.mask, patchCount(shape))
  return {
    ...(timeSeries && {
      reconstructionTimeSeries: meanOfLive(
        timeSeries.sub(targets.patches).square().mean<tf.Tensor1D>(1),
        live,
      ),
    }),
    ...(crossSection && { reconstructionCrossSection: errorOfDays(crossSection, targets, shape) }),
  }
}

/** `Σ m (x̂ − x)² / (W R Σ m)` with the mask `[B, A]`. */
function errorOfDays(
  reconstructed: tf.Tensor2D,
  { days, present }: StormTargets,
  { lookback, channels }: StormShape,
): tf.Scalar {
  const [dates, assets] = present.shape
  const byAsset = reconstructed
    .sub(days)
    .square()
    .reshape([dates, lookback, assets, channels])
    .sum([1, 3])
  const cells = tf.maximum(present.sum(), 1).mul(lookback * channels)
  return byAsset.mul(present).sum<tf.Scalar>().div(cells)
}
