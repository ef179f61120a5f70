import * as tf from '@tensorflow/tfjs'
import { CLIP_EPSILON, FUSED } from '../fused.js'
import { createHeap, type Heap, type WasmBackend } from './heap.js'
import { replaceKernels } from './replacements.js'
import { openSideModule } from './side-module.js'

const sizeOf = ({ shape }: tf.TensorInfo) => tf.util.sizeFromShape(shape)

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
  replaceKernels(heap)
  fma = opened.fma
  return fma
}

function register(heap: Heap, name: string, kernel: Kernel): void {
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

const blockMeasures: Kernel = ({ side, at, make, scratch }, inputs, attributes) => {
  const [steps, n] = inputs.books.shape
  const numbers = make([5])
  const work = scratch(side.measuresScratch(steps, n))
  side.measuresForward(...measured(at, inputs, attributes), at(numbers), work)
  return numbers
}

const blockMeasuresGradient: Kernel = (heap, inputs, attributes) => {
  const { side, at, make, scratch } = heap
  const { books, residuals, dy } = inputs
  const [steps, n] = books.shape
  const gradients = [make(books.shape), make(residuals.shape)]
  const before = (residuals.shape[0] - steps) * n
  heap.view(gradients[1]).fill(0, 0, before)
  const work = scratch(side.measuresScratch(steps, n))
  const places = [at(dy), at(gradients[0]), at(gradients[1]) + 4 * before]
  side.measuresBackward(...measured(at, inputs, attributes), ...places, work)
  return gradients
}

/** Sizes, places and costs; of returns and residuals the last dates count. */
function measured(
  at: Heap['at'],
  { books, returns, residuals, present, market }: Inputs,
  { tradingCost, shortCost, explainedVarianceWeight, hedged }: Attributes,
): number[] {
  const [steps, n] = books.shape
  const before = 4 * (residuals.shape[0] - steps) * n
  const places = [at(books), at(returns) + before, at(residuals) + before, at(present), at(market)]
  const costs = [tradingCost, shortCost, explainedVarianceWeight]
  return [steps, n, ...places, ...costs, hedged]
}

const normalise: Kernel = ({ side, at, make }, { weights }, { epsilon }) => {
  const [rows, n] = weights.shape
  const books = make([rows, n])
  side.normalise(rows, n, at(weights), epsilon, at(books))
  return books
}

const normaliseGradient: Kernel = ({ side, at, make }, { dy, weights, books }, { epsilon }) => {
  const [rows, n] = weights.shape
  const gradient = make([rows, n])
  side.normaliseBack(rows, n, at(weights), at(books), at(dy), epsilon, at(gradient))
  return gradient
}

const gelu: Kernel = ({ side, at, make, scratch }, { x }) => {
  const y = make(x.shape)
  side.gelu(sizeOf(x), at(x), at(y), scratch(16))
  return y
}

const geluGradient: Kernel = ({ side, at, make, scratch }, { dy, x }) => {
  const dx = make(x.shape)
  side.geluBack(sizeOf(x), at(x), at(dy), at(dx), scratch(16))
  return dx
}

/** Parameters `p0 …` and gradients `g0 …` in the order of the moments' parts. */
const adamW: Kernel = ({ side, at, make }, inputs, attributes) => {
  const { count, clipNorm, beta1, beta2, rate, root, epsilon } = attributes
  const keep = attributes.keep as unknown as readonly number[] // as adamW in optim.ts passes it
  const indices = Array.from({ length: count }, (_, i) => i)
  let squares = 0
  for (const i of indices)
    squares += side.sumOfSquares(at(inputs[`g${i}`]), sizeOf(inputs[`g${i}`]))
  const clip = Math.min(1, clipNorm / (Math.sqrt(squares) + CLIP_EPSILON))
  const [mean, square] = [make(inputs.mean.shape), make(inputs.square.shape)]
  let offset = 0
  const updated = indices.map((i) => {
    const [p, g] = [inputs[`p${i}`], inputs[`g${i}`]]
    const next = make(p.shape)
    const moments = [inputs.mean, inputs.square].map((moment) => at(moment) + offset)
    const results = [at(next), at(mean) + offset, at(square) + offset]
    const numbers = [clip, beta1, beta2, keep[i], rate, root, epsilon]
    side.adamW(sizeOf(p), at(p), at(g), ...moments, ...results, ...numbers)
    offset += 4 * sizeOf(p)
    return next
  })
  return [mean, square, ...updated]
}

/** Values written by the caller where they stay. */
const filled: Kernel = ({ make, view }, _, attributes) => {
  const { shape, fill } = attributes as unknown as FilledAttributes // as filled.ts passes them
  const tensor = make(shape)
  const values = view(tensor)
  values.fill(0)
  fill(values)
  return tensor
}

interface FilledAttributes {
  readonly shape: readonly number[]
  readonly fill: (values: Float32Array) => void
}

const KERNELS: Readonly<Record<string, Kernel>> = {
  [FUSED.adamW]: adamW,
  [FUSED.attention]: attention,
  [FUSED.attentionGradient]: attentionGradient,
  [FUSED.blockMeasures]: blockMeasures,
  [FUSED.blockMeasuresGradient]: blockMeasuresGradient,
  [FUSED.dropout]: dropout,
  [FUSED.filled]: filled,
  [FUSED.gelu]: gelu,
  [FUSED.geluGradient]: geluGradient,
  [FUSED.normalise]: normalise,
  [FUSED.normaliseGradient]: normaliseGradient,
  [FUSED.policy]: policy,
  [FUSED.policyGradient]: policyGradient,
  [FUSED.project]: project,
  [FUSED.projectGradient]: projectGradient,
  [FUSED.windows]: windows,
  [FUSED.windowsGradient]: windowsGradient,
}
