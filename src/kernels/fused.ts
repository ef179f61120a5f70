import * as tf from '@tensorflow/tfjs'

/**
 * Kernels of our own, one for a whole layer where a chain of operations would go over memory a dozen
 * times. An engine may have them (wasm does) or not; a layer asks, and says the same in plain
 * operations for the others.
 */
export const FUSED = {
  attention: 'ResiduaAttention',
  attentionGradient: 'ResiduaAttentionGradient',
  blockMeasures: 'ResiduaBlockMeasures',
  blockMeasuresGradient: 'ResiduaBlockMeasuresGradient',
  adamW: 'ResiduaAdamW',
  dropout: 'ResiduaDropout',
  filled: 'ResiduaFilled',
  gelu: 'ResiduaGelu',
  geluGradient: 'ResiduaGeluGradient',
  normalise: 'ResiduaNormalise',
  normaliseGradient: 'ResiduaNormaliseGradient',
  policy: 'ResiduaPolicy',
  policyGradient: 'ResiduaPolicyGradient',
  project: 'ResiduaProject',
  projectGradient: 'ResiduaProjectGradient',
  windows: 'ResiduaWindows',
  windowsGradient: 'ResiduaWindowsGradient',
} as const

/** Added to a gradient's norm before dividing by it. */
export const CLIP_EPSILON = 1e-6

/** Whether the current engine has the kernel. */
export function hasKernel(name: string): boolean {
  return tf.getKernel(name, tf.getBackend()) !== undefined
}

/** Runs a kernel; the tape does not see it. */
export function runKernel(
  name: string,
  inputs: Readonly<Record<string, tf.Tensor>>,
  attributes: Readonly<Record<string, unknown>> = {},
): tf.Tensor[] {
  const results: unknown = tf
    .engine()
    .runKernel(name, { ...inputs }, { ...attributes } as tf.NamedAttrMap)
  return (Array.isArray(results) ? results : [results]) as tf.Tensor[]
}
