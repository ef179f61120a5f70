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
  gelu: 'ResiduaGelu',
  geluGradient: 'ResiduaGeluGradient',
  normalise: 'ResiduaNormalise',
  normaliseGradient: 'ResiduaNormaliseGradient',
  policy: 'ResiduaPolicy',
  policyGradient: 'ResiduaPolicyGradient',
  project: 'ResiduaProject',
  projectGradient: 'ResiduaProjectGradient',
  taps: 'ResiduaTaps',
  tapsGradient: 'ResiduaTapsGradient',
  windows: 'ResiduaWindows',
  windowsGradient: 'ResiduaWindowsGradient',
} as const

/** Whether the current engine has the kernel. */
export function hasKernel(name: string): boolean {
  return tf.getKernel(name, tf.getBackend()) !== undefined
}

/** Runs a kernel; the tape does not see it. */
export function runKernel(
  name: string,
  inputs: Readonly<Record<string, tf.Tensor>>,
  attributes: Readonly<Record<string, number | boolean>> = {},
): tf.Tensor[] {
  const results: unknown = tf.engine().runKernel(name, { ...inputs }, { ...attributes })
  return (Array.isArray(results) ? results : [results]) as tf.Tensor[]
}
