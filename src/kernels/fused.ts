import * as tf from '@tensorflow/tfjs'

/**
 * Names of the fused kernels: each computes a whole layer, or its gradient, in one pass over memory. An
 * engine may lack them; a layer asks with `hasKernel` and computes the same in plain operations there.
 */
export const FUSED = {
  attention: 'ResiduaAttention',
  attentionGradient: 'ResiduaAttentionGradient',
  blockMeasures: 'ResiduaBlockMeasures',
  blockMeasuresGradient: 'ResiduaBlockMeasuresGradient',
  adamW: 'ResiduaAdamW',
  dense: 'ResiduaDense',
  dropout: 'ResiduaDropout',
  encoder: 'ResiduaEncoder',
  encoderGradient: 'ResiduaEncoderGradient',
  filled: 'ResiduaFilled',
  gelu: 'ResiduaGelu',
  geluGradient: 'ResiduaGeluGradient',
  gru: 'ResiduaGru',
  gruGradient: 'ResiduaGruGradient',
  heads: 'ResiduaHeads',
  headsGradient: 'ResiduaHeadsGradient',
  layerNorm: 'ResiduaLayerNorm',
  layerNormGradient: 'ResiduaLayerNormGradient',
  normalise: 'ResiduaNormalise',
  normaliseGradient: 'ResiduaNormaliseGradient',
  policy: 'ResiduaPolicy',
  policyGradient: 'ResiduaPolicyGradient',
  project: 'ResiduaProject',
  projectGradient: 'ResiduaProjectGradient',
  windows: 'ResiduaWindows',
  windowsGradient: 'ResiduaWindowsGradient',
} as const

/** ε in the clip factor `clipNorm / (‖g‖ + ε)`. */
export const CLIP_EPSILON = 1e-6

/** Whether the current engine has the kernel. */
export function hasKernel(name: string): boolean {
  return tf.getKernel(name, tf.getBackend()) !== undefined
}

/** Runs a kernel. It has no gradient of its own: call it inside `tf.customGrad`. */
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
