import type * as tf from '@tensorflow/tfjs'
import { FUSED } from '../../fused.js'
import type { Inputs, Layer, Layers } from '../layer.js'

/** Windows of a tile, as in policy.h. */
const TILE = 64
const padded = (size: number) => Math.ceil(size / 16) * 16

function layersOf(inputs: Inputs): tf.TensorInfo[] {
  const { taps, bias, value, valueBias, gate, gateBias, out, skip } = inputs
  return [taps, bias, value, valueBias, gate, gateBias, out, skip]
}

const policy: Layer = (inputs) => {
  const { windows, taps, level, mask } = inputs
  const [hidden, lookback] = taps.shape
  const count = windows.shape[1]
  return {
    tensors: [windows, ...layersOf(inputs), level, ...(mask ? [mask] : [])],
    outputs: [[count], [4 * padded(hidden) * Math.ceil(count / TILE) * TILE]],
    sizes: [hidden, lookback, count, Number(mask !== undefined)],
  }
}

const policyGradient: Layer = (inputs) => {
  const { dy, windows, taps, kept } = inputs
  const layers = layersOf(inputs)
  return {
    tensors: [dy, windows, ...layers, kept],
    outputs: [windows.shape, ...layers.map(({ shape }) => shape), [1, 1]],
    sizes: [...taps.shape, windows.shape[1]],
  }
}

const windows: Layer = ({ series }, { lookback }) => {
  const [days, n] = series.shape
  const steps = days - lookback
  return { tensors: [series], outputs: [[lookback, steps * n]], sizes: [lookback, steps, n] }
}

const windowsGradient: Layer = ({ dy }, { n }) => {
  const [lookback, width] = dy.shape
  const steps = width / n
  return { tensors: [dy], outputs: [[lookback + steps, n]], sizes: [lookback, steps, n] }
}

export const policyLayers: Layers = {
  [FUSED.policy]: policy,
  [FUSED.policyGradient]: policyGradient,
  [FUSED.windows]: windows,
  [FUSED.windowsGradient]: windowsGradient,
}
