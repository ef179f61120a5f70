import * as tf from '@tensorflow/tfjs'
import { FUSED } from '../fused.js'
import { createHeap, type Heap, type WasmBackend } from './heap.js'
import { batchMatMul } from './matmul.js'
import { openSideModule } from './side-module.js'

type Inputs = Readonly<Record<string, tf.TensorInfo>>
type Attributes = Readonly<Record<string, number>>
export type Kernel = (
  heap: Heap,
  inputs: Inputs,
  attributes: Attributes,
) => tf.TensorInfo | tf.TensorInfo[]

const BACKEND = 'wasm'

let fma: boolean | undefined

/**
 * Gives the open wasm backend our kernels: TensorFlow.js's own where its are slow or inexact, and the
 * fused layers. Whether they multiply and add in one rounding.
 */
export function registerWasmKernels(): boolean {
  if (fma !== undefined) return fma
  const backend = tf.findBackend(BACKEND) as unknown as WasmBackend
  const opened = openSideModule(backend.wasm.asm.memory)
  const heap = createHeap(backend, opened.module)
  for (const [name, kernel] of Object.entries(KERNELS)) register(heap, name, kernel)
  fma = opened.fma
  return fma
}

function register(heap: Heap, name: string, kernel: Kernel): void {
  if (tf.getKernel(name, BACKEND)) tf.unregisterKernel(name, BACKEND)
  tf.registerKernel({
    kernelName: name,
    backendName: BACKEND,
    kernelFunc: ({ inputs, attrs }) => kernel(heap, inputs as Inputs, attrs as Attributes),
  })
}

const attention: Kernel = ({ side, at, make, scratch }, { values, folded, mask }) => {
  const [characteristics, factors] = folded.shape
  const [days, , n] = mask.shape
  const weights = make([days, factors, n])
  const work = scratch(side.attentionScratch(n, factors, characteristics))
  const sizes = [days, n, factors, characteristics] as const
  side.attentionForward(...sizes, at(values), at(folded), at(mask), at(weights), work)
  return weights
}

const attentionGradient: Kernel = ({ side, at, make, scratch }, { dy, values, weights }) => {
  const [days, factors, n] = weights.shape
  const characteristics = values.shape[1]
  const byFolded = make([characteristics, factors])
  const work = scratch(side.attentionScratch(n, factors, characteristics))
  const sizes = [days, n, factors, characteristics] as const
  side.attentionBackward(...sizes, at(values), at(weights), at(dy), at(byFolded), work)
  return byFolded
}

const dropout: Kernel = (
  { side, at, make, scratch },
  _,
  { rows, columns, hi, lo, threshold, kept },
) => {
  const mask = make([rows, columns])
  side.dropout(hi, lo, rows * columns, threshold, kept, at(mask), scratch(32))
  return mask
}

const policy: Kernel = ({ side, at, make, scratch }, inputs) => {
  const { windows, taps, bias, value, valueBias, gate, gateBias, out, skip, level, mask } = inputs
  const [hidden, lookback] = taps.shape
  const count = windows.shape[1]
  const weights = make([count])
  const kept = make([side.policyKept(hidden, count)])
  const work = scratch(side.policyScratch(hidden, lookback))
  const layers = [windows, taps, bias, value, valueBias, gate, gateBias, out, skip, level].map(at)
  const places = [...layers, mask ? at(mask) : 0, at(weights), at(kept)]
  side.policyForward(hidden, lookback, count, ...places, work)
  return [weights, kept]
}

const policyGradient: Kernel = ({ side, at, make, scratch }, inputs) => {
  const { dy, windows, taps, bias, value, valueBias, gate, gateBias, out, skip, kept } = inputs
  const [hidden, lookback] = taps.shape
  const layers = [windows, taps, bias, value, valueBias, gate, gateBias, out, skip]
  const gradients = [...layers.map(({ shape }) => make(shape)), make([1, 1])]
  const work = scratch(side.policyScratch(hidden, lookback))
  const places = [dy, ...layers, kept, ...gradients].map(at)
  side.policyBackward(hidden, lookback, windows.shape[1], ...places, work)
  return gradients
}

const project: Kernel = ({ side, at, make, scratch }, { weights, gram, vectors }) => {
  const [days, factors, n] = weights.shape
  const [steps] = vectors.shape
  const results = [make(vectors.shape), make([steps, factors])]
  const work = scratch(side.projectScratch(factors))
  const places = [weights, gram, vectors, ...results].map(at)
  side.projectForward(days, steps, factors, n, ...places, work)
  return results
}

const projectGradient: Kernel = ({ side, at, make, scratch }, inputs) => {
  const { dy, weights, gram, residuals, shares } = inputs
  const [days, factors, n] = weights.shape
  const [steps] = residuals.shape
  const gradients = [make(weights.shape), make(residuals.shape)]
  const work = scratch(side.projectScratch(factors))
  const places = [weights, gram, residuals, shares, dy, ...gradients].map(at)
  side.projectBackward(days, steps, factors, n, ...places, work)
  return gradients
}

const windows: Kernel = ({ side, at, make }, { series }, { lookback }) => {
  const [days, n] = series.shape
  const width = (days - lookback) * n
  const gathered = make([lookback, width])
  side.windows(at(series), lookback, width, n, at(gathered))
  return gathered
}

const windowsGradient: Kernel = ({ side, at, make }, { dy }, { n }) => {
  const [lookback, width] = dy.shape
  const series = make([lookback + width / n, n])
  side.windowsBack(at(dy), lookback, width, n, at(series))
  return series
}

const KERNELS: Readonly<Record<string, Kernel>> = {
  BatchMatMul: batchMatMul,
  [FUSED.attention]: attention,
  [FUSED.attentionGradient]: attentionGradient,
  [FUSED.dropout]: dropout,
  [FUSED.policy]: policy,
  [FUSED.policyGradient]: policyGradient,
  [FUSED.project]: project,
  [FUSED.projectGradient]: projectGradient,
  [FUSED.windows]: windows,
  [FUSED.windowsGradient]: windowsGradient,
}
