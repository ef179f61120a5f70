import * as tf from '@tensorflow/tfjs'

/**
 * The largest error of the gradients of `f` against central differences, as a share of the largest
 * gradient of the same input; every entry of every input is moved.
 */
export function gradientError(
  f: (...inputs: tf.Tensor[]) => tf.Scalar,
  inputs: readonly tf.Tensor[],
  { h = 1e-2 }: { h?: number } = {},
): number {
  const { value, grads } = tf.valueAndGrads(f)([...inputs])
  value.dispose()
  const errors = inputs.map((input, which) => {
    const analytic = grads[which].dataSync<'float32'>()
    const largest = analytic.reduce((max, g) => Math.max(max, Math.abs(g)), 0)
    const worst = analytic.reduce((max, g, at) => {
      const slope =
        (valueAt(f, inputs, { which, at, by: h }) - valueAt(f, inputs, { which, at, by: -h })) /
        (2 * h)
      return Math.max(max, Math.abs(slope - g))
    }, 0)
    if (largest === 0) throw new Error(`input ${which} of shape ${input.shape} has no gradient`)
    return worst / largest
  })
  tf.dispose(grads)
  return Math.max(...errors)
}

interface Nudge {
  readonly which: number
  readonly at: number
  readonly by: number
}

function valueAt(
  f: (...inputs: tf.Tensor[]) => tf.Scalar,
  inputs: readonly tf.Tensor[],
  { which, at, by }: Nudge,
): number {
  return tf.tidy(() => {
    const moved = inputs.map((input, i) => {
      if (i !== which) return input
      const values = Float32Array.from(input.dataSync())
      values[at] += by
      return tf.tensor(values, input.shape)
    })
    return f(...moved).dataSync()[0]
  })
}

/** A tensor by formula: `½ sin(start + 1.3 j)` at place j. */
export function wave<T extends tf.Tensor>(start: number, shape: number[]): T {
  const size = shape.reduce((product, length) => product * length, 1)
  const values = Float32Array.from({ length: size }, (_, j) => 0.5 * Math.sin(start + 1.3 * j))
  return tf.tensor(values, shape) as T
}

/** A scalar that depends on every entry differently. */
export function mixed(tensor: tf.Tensor): tf.Scalar {
  return tensor.mul(wave(0.3, tensor.shape)).sum()
}
