import * as tf from '@tensorflow/tfjs'
import type { Attributes, Call, Inputs, Layers } from './layer.js'
import { adamLayers } from './layers/adam.js'
import { attentionLayers } from './layers/attention.js'
import { elementwiseLayers } from './layers/elementwise.js'
import { gruLayers } from './layers/gru.js'
import { policyLayers } from './layers/policy.js'
import { portfolioLayers } from './layers/portfolio.js'
import { projectionLayers } from './layers/project.js'

/** The part of tfjs-node's backend that runs an operation by its name. */
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

/** Every layer, in the order of `kLayers` in layers.cc: a call names its layer by the index. */
const LAYERS: Layers = {
  ...adamLayers,
  ...attentionLayers,
  ...elementwiseLayers,
  ...gruLayers,
  ...policyLayers,
  ...portfolioLayers,
  ...projectionLayers,
}

/** The layers that a binding must be linked with, in their order. */
export const nativeLayers: readonly string[] = Object.keys(LAYERS)

/** Registers the layers that the binding is linked with (ops.cc) as kernels of the native backend. */
export function registerNativeKernels(): void {
  for (const [index, [name, layer]] of Object.entries(LAYERS).entries()) {
    if (tf.getKernel(name, BACKEND)) continue
    tf.registerKernel({
      kernelName: name,
      backendName: BACKEND,
      kernelFunc: ({ inputs, attrs, backend }) =>
        run(backend as NativeBackend, index, layer(inputs as Inputs, attrs as Attributes)),
    })
  }
}

/**
 * Sizes and numbers are passed as tensors, not attributes: TensorFlow caches one kernel for each
 * combination of attributes, and these change from step to step.
 */
function run(
  backend: NativeBackend,
  index: number,
  { tensors, outputs, sizes, numbers = [] }: Call,
): tf.Tensor[] {
  const whole = [index, ...outputs.flatMap((shape) => [shape.length, ...shape]), ...sizes]
  const passed = [
    tf.tensor1d(Int32Array.from(whole), 'int32'),
    tf.tensor1d(Float32Array.from([...numbers, 0]), 'float32'), // TensorFlow refuses an empty one
  ]
  const type = backend.binding.TF_ATTR_INT
  const attributes = [
    { name: 'N', type, value: tensors.length },
    { name: 'M', type, value: outputs.length },
  ]
  const inputs = [...tensors, ...passed]
  const results = backend.executeMultipleOutputs('ResiduaLayer', attributes, inputs, outputs.length)
  tf.dispose(passed)
  return results
}
