import { FUSED } from '../../fused.js'
import type { Layer, Layers } from '../layer.js'

/** H as gru.h pads it. */
const padded = (size: number) => Math.ceil(size / 16) * 16

const gru: Layer = ({ inputs, weights, bias }, { steps, keep }) => {
  const [rows, n] = inputs.shape
  const [hidden] = weights.shape
  const dates = rows - steps + 1
  return {
    tensors: [inputs, weights, bias],
    outputs: [[dates, n, hidden], ...(keep ? [[5 * padded(hidden) * steps * dates * n]] : [])],
    sizes: [hidden, steps, dates, n, Number(keep)],
  }
}

const gruGradient: Layer = ({ dy, weights, kept }, { steps }) => {
  const [dates, n, hidden] = dy.shape
  return {
    tensors: [dy, weights, kept],
    outputs: [[steps + dates - 1, n, 3 * hidden], weights.shape, [3 * hidden]],
    sizes: [hidden, steps, dates, n],
  }
}

export const gruLayers: Layers = {
  [FUSED.gru]: gru,
  [FUSED.gruGradient]: gruGradient,
}
