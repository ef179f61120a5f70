import { FUSED } from '../../fused.js'
import type { Layer, Layers } from '../layer.js'

const attention: Layer = ({ values, folded, mask }) => {
  const [characteristics, factors] = folded.shape
  const [days, , n] = mask.shape
  return {
    tensors: [values, folded, mask],
    outputs: [[days, factors, n]],
    sizes: [days, n, factors, characteristics],
  }
}

const attentionGradient: Layer = ({ dy, values, weights }) => {
  const [days, factors, n] = weights.shape
  const characteristics = values.shape[1]
  return {
    tensors: [dy, values, weights],
    outputs: [[characteristics, factors]],
    sizes: [days, n, factors, characteristics],
  }
}

export const attentionLayers: Layers = {
  [FUSED.attention]: attention,
  [FUSED.attentionGradient]: attentionGradient,
}
