import * as tf from '@tensorflow/tfjs'
import { CLIP_EPSILON, FUSED } from '../fused.js'

type Inputs = Readonly<Record<string, tf.TensorInfo>>
type Attributes = Readonly<Record<string, number>>
type Shape = readonly number[]

/** What a layer is called with. */
interface Call {
  readonly tensors: readonly tf.TensorInfo[]
  /** Shapes of the outputs, in their order. */
  readonly outputs: readonly Shape[]
  readonly sizes: readonly number[]
  readonly numbers?: readonly number[]
}

type Layer = (inputs: Inputs, attributes: Attributes) => Call

/** The backend of tfjs-node, as far as it runs an operation by name. */
interface NativeBackend extends tf.KernelBackend {
  readonly binding: { readonly TF_ATTR_INT: number }
  executeMultipleOutputs(
    name: string,
    attributes: readonly { readonly name: string; readonly type: number; readonly value: number }[],
    inputs: readonly tf.TensorInfo[],
    outputCount: number,
  ): tf.Tensor[]
}

const BACKEND = 'tensorflow'
const sizeOf = ({ shape }: tf.TensorInfo) => tf.util.sizeFromShape(shape)

/** Gives the open native backend the layers that the binding was linked with (ops.cc). */
export function registerNativeKernels(): void {
  for (const [index, [name, layer]] of LAYERS.entries()) {
    if (tf.getKernel(name, BACKEND)) continue
    tf.registerKernel({
      kernelName: name,
      backendName: BACKEND,
      kernelFunc: ({ inputs, attrs, backend }) =>
        run(backend as NativeBackend, index, layer(inputs as Inputs, attrs as Attributes)),
    })
  }
}

/** Sizes change from shape to shape and numbers from step to step, so both travel as tensors. */
function run(
  backend: NativeBackend,
  index: number,
  { tensors, outputs, sizes, numbers = [] }: Call,
): tf.Tensor[] {
  const whole = [index, ...outputs.flatMap((shape) => [shape.length, ...shape]), ...sizes]
  const told = [
    tf.tensor1d(Int32Array.from(whole), 'int32'),
    tf.tensor1d(Float32Array.from([...numbers, 0]), 'float32'), // TensorFlow refuses none at all
  ]
  const type = backend.binding.TF_ATTR_INT
  const attributes = [
    { name: 'N', type, value: tensors.length },
    { name: 'M', type, value: outputs.length },
  ]
  const inputs = [...tensors, ...told]
  const results = backend.executeMultipleOutputs('ResiduaLayer', attributes, inputs, outputs.length)
  tf.dispose(told)
  return results
}

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

const dropout: Layer = (_, { rows, columns, hi, lo, threshold, kept }) => ({
  tensors: [],
  outputs: [[rows, columns]],
  sizes: [rows * columns, hi, lo, threshold],
  numbers: [kept],
})

/** Windows at a time, as in policy.h. */
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

const project: Layer = ({ weights, gram, vectors }) => {
  const [days, factors, n] = weights.shape
  const [steps] = vectors.shape
  return {
    tensors: [weights, gram, vectors],
    outputs: [vectors.shape, [steps, factors]],
    sizes: [days, steps, factors, n],
  }
}

const projectGradient: Layer = ({ dy, weights, gram, residuals, shares }) => {
  const [days, factors, n] = weights.shape
  return {
    tensors: [dy, weights, gram, residuals, shares],
    outputs: [weights.shape, residuals.shape],
    sizes: [days, residuals.shape[0], factors, n],
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

function measured({ books, returns, residuals, present, market }: Inputs, attributes: Attributes) {
  const { tradingCost, shortCost, explainedVarianceWeight, hedged } = attributes
  const [steps, n] = books.shape
  return {
    tensors: [books, returns, residuals, present, market],
    sizes: [steps, n, residuals.shape[0] - steps, hedged],
    numbers: [tradingCost, shortCost, explainedVarianceWeight],
  }
}

const blockMeasures: Layer = (inputs, attributes) => ({
  ...measured(inputs, attributes),
  outputs: [[5]],
})

const blockMeasuresGradient: Layer = (inputs, attributes) => {
  const call = measured(inputs, attributes)
  const { dy, books, residuals } = inputs
  return { ...call, tensors: [dy, ...call.tensors], outputs: [books.shape, residuals.shape] }
}

const normalise: Layer = ({ weights }, { epsilon }) => ({
  tensors: [weights],
  outputs: [weights.shape],
  sizes: weights.shape,
  numbers: [epsilon],
})

const normaliseGradient: Layer = ({ dy, weights, books }, { epsilon }) => ({
  tensors: [dy, weights, books],
  outputs: [weights.shape],
  sizes: weights.shape,
  numbers: [epsilon],
})

const gelu: Layer = ({ x }) => ({ tensors: [x], outputs: [x.shape], sizes: [sizeOf(x)] })

const geluGradient: Layer = ({ dy, x }) => ({
  tensors: [dy, x],
  outputs: [x.shape],
  sizes: [sizeOf(x)],
})

/** Parameters `p0 …` and gradients `g0 …` in the order of the moments' parts. */
const adamW: Layer = (inputs, attributes) => {
  const { count, clipNorm, beta1, beta2, rate, root, epsilon } = attributes
  const keep = attributes.keep as unknown as readonly number[] // as adamW in optim.ts passes it
  const named = (prefix: string) => Array.from({ length: count }, (_, i) => inputs[`${prefix}${i}`])
  const [params, { mean, square }] = [named('p'), inputs]
  const clip = Number.isFinite(clipNorm) ? clipNorm : 0
  return {
    tensors: [...params, ...named('g'), mean, square],
    outputs: [mean.shape, square.shape, ...params.map(({ shape }) => shape)],
    sizes: [count, ...params.map(sizeOf)],
    numbers: [clip, CLIP_EPSILON, beta1, beta2, rate, root, epsilon, ...keep],
  }
}

/** In the order of `kLayers` in layers.cc. */
const LAYERS: readonly (readonly [string, Layer])[] = [
  [FUSED.adamW, adamW],
  [FUSED.attention, attention],
  [FUSED.attentionGradient, attentionGradient],
  [FUSED.blockMeasures, blockMeasures],
  [FUSED.blockMeasuresGradient, blockMeasuresGradient],
  [FUSED.dropout, dropout],
  [FUSED.gelu, gelu],
  [FUSED.geluGradient, geluGradient],
  [FUSED.normalise, normalise],
  [FUSED.normaliseGradient, normaliseGradient],
  [FUSED.policy, policy],
  [FUSED.policyGradient, policyGradient],
  [FUSED.project, project],
  [FUSED.projectGradient, projectGradient],
  [FUSED.windows, windows],
  [FUSED.windowsGradient, windowsGradient],
]
