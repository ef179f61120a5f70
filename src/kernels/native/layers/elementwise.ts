import { FUSED } from '../../fused.js'
import { type Layer, type Layers, sizeOf } from '../layer.js'

const dropout: Layer = (_, { rows, columns, hi, lo, threshold, kept }) => ({
  tensors: [],
  outputs: [[rows, columns]],
  sizes: [rows * columns, hi, lo, threshold],
  numbers: [kept],
})

const gelu: Layer = ({ x }) => ({ tensors: [x], outputs: [x.shape], sizes: [sizeOf(x)] })

const geluGradient: Layer = ({ dy, x }) => ({
  tensors: [dy, x],
  outputs: [x.shape],
  sizes: [sizeOf(x)],
})

export const elementwiseLayers: Layers = {
  [FUSED.dropout]: dropout,
  [FUSED.gelu]: gelu,
  [FUSED.geluGradient]: geluGradient,
}
