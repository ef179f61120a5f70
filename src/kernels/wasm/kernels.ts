import * as tf from '@tensorflow/tfjs'
import { createHeap, type Heap, type WasmBackend } from './heap.js'
import type { Attributes, Inputs, Kernel, Kernels } from './kernel.js'
import { adamKernels } from './layers/adam.js'
import { attentionKernels } from './layers/attention.js'
import { elementwiseKernels } from './layers/elementwise.js'
import { encoderKernels } from './layers/encoder.js'
import { gruKernels } from './layers/gru.js'
import { policyKernels } from './layers/policy.js'
import { portfolioKernels } from './layers/portfolio.js'
import { projectionKernels } from './layers/project.js'
import { transformerKernels } from './layers/transformer.js'
import { replaceKernels } from './replacements.js'
import { openSideModule } from './side-module.js'

const BACKEND = 'wasm'

const KERNELS: Kernels = {
  ...adamKernels,
  ...attentionKernels,
  ...elementwiseKernels,
  ...encoderKernels,
  ...gruKernels,
  ...policyKernels,
  ...portfolioKernels,
  ...projectionKernels,
  ...transformerKernels,
}

let fma: boolean | undefined

/**
 * Registers the fused kernels with the open wasm backend, and replaces those of TensorFlow.js that are
 * slow or inexact. Returns whether the side module uses fused multiply-adds.
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
