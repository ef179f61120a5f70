import * as tf from '@tensorflow/tfjs'

/** Tensors of a step that its gradient needs, each `[B·N, H]`. */
interface Step {
  /** h before the step. */
  readonly before: tf.Tensor2D
  readonly r: tf.Tensor2D
  readonly z: tf.Tensor2D
  readonly n: tf.Tensor2D
  /** The hidden half of n's argument, before the reset gate. */
  readonly gn: tf.Tensor2D
}

const KEYS = ['before', 'r', 'z', 'n', 'gn'] as const satisfies readonly (keyof Step)[]

/** The GRU of gru.ts in plain operations: the last h, and with `keep` the tensors of each step. */
export function gruSteps(
  inputs: tf.Tensor3D,
  weights: tf.Tensor2D,
  bias: tf.Tensor1D,
  steps: number,
  keep: boolean,
): tf.Tensor[] {
  const [rows, n] = inputs.shape
  const [hidden] = weights.shape
  const dates = rows - steps + 1
  const kept: tf.Tensor[] = []
  let h: tf.Tensor2D = tf.zeros([dates * n, hidden])
  for (let l = 0; l < steps; l++) {
    const i = tf.slice(inputs, [l, 0, 0], [dates, n, 3 * hidden])
    const step = gates(i.reshape([dates * n, 3 * hidden]), h, weights, bias)
    if (keep) kept.push(...KEYS.map((key) => step[key]))
    h = tf.add(step.n, tf.mul(step.z, tf.sub(h, step.n)))
  }
  return [h.reshape([dates, n, hidden]), ...kept]
}

function gates(i: tf.Tensor2D, before: tf.Tensor2D, weights: tf.Tensor2D, bias: tf.Tensor1D): Step {
  const g = tf.add(tf.matMul(before, weights), bias)
  const [ir, iz, inputOfN] = tf.split(i, 3, 1)
  const [gr, gz, gn] = tf.split(g, 3, 1) as tf.Tensor2D[]
  const r: tf.Tensor2D = tf.sigmoid(tf.add(ir, gr))
  const z: tf.Tensor2D = tf.sigmoid(tf.add(iz, gz))
  const n: tf.Tensor2D = tf.tanh(tf.add(inputOfN, tf.mul(r, gn)))
  return { before, r, z, n, gn }
}

/** Padding of columns and gates. */
const NOTHING: [number, number][] = [
  [0, 0],
  [0, 0],
]

/** Gradients of inputs, weights and bias: back-propagation through time. */
export function gruStepsBack(
  dy: tf.Tensor3D,
  weights: tf.Tensor2D,
  kept: readonly tf.Tensor[],
  steps: number,
): tf.Tensor[] {
  const [dates, n, hidden] = dy.shape
  const turned = tf.transpose(weights)
  const byInputs: tf.Tensor[] = []
  let byWeights: tf.Tensor2D = tf.zerosLike(weights)
  let byBias: tf.Tensor1D = tf.zeros([3 * hidden])
  let dh: tf.Tensor2D = dy.reshape([dates * n, hidden])
  for (let l = steps - 1; l >= 0; l--) {
    const step = stepOf(kept, l)
    const { di, dg } = gatesBack(dh, step)
    const rows = di.reshape([dates, n, 3 * hidden])
    byInputs.push(tf.pad(rows, [[l, steps - 1 - l], ...NOTHING]))
    byWeights = tf.add(byWeights, tf.matMul(tf.transpose(step.before), dg))
    byBias = tf.add(byBias, tf.sum(dg, 0))
    dh = tf.add(tf.mul(step.z, dh), tf.matMul(dg, turned))
  }
  return [tf.addN(byInputs), byWeights, byBias]
}

function stepOf(kept: readonly tf.Tensor[], l: number): Step {
  const [before, r, z, n, gn] = kept.slice(KEYS.length * l) as tf.Tensor2D[]
  return { before, r, z, n, gn }
}

/**
 * With a_n the argument of tanh: `∂z = ∂h (h − n) z (1 − z)`, `∂a_n = ∂h (1 − z)(1 − n²)`,
 * `∂r = ∂a_n g_n r (1 − r)`; `∂i = (∂r, ∂z, ∂a_n)` and `∂g = (∂r, ∂z, r ∂a_n)`, both `[B·N, 3H]`.
 */
function gatesBack(dh: tf.Tensor2D, { before, r, z, n, gn }: Step) {
  const dn: tf.Tensor2D = tf.mul(tf.mul(dh, tf.sub(1, z)), tf.sub(1, tf.square(n)))
  const dz: tf.Tensor2D = tf.mul(tf.mul(dh, tf.sub(before, n)), tf.mul(z, tf.sub(1, z)))
  const dr: tf.Tensor2D = tf.mul(tf.mul(dn, gn), tf.mul(r, tf.sub(1, r)))
  const dgn: tf.Tensor2D = tf.mul(dn, r)
  return { di: tf.concat2d([dr, dz, dn], 1), dg: tf.concat2d([dr, dz, dgn], 1) }
}
