import * as tf from '@tensorflow/tfjs'
import { cholesky, choleskySolve } from './cholesky.js'
import { keepFor } from './gradient.js'

/** Which factor of a product is a parameter; the other is data and has no gradient. */
export type Learnt = 'both' | 'left' | 'right'

/**
 * Matrix product `C = A B`, `[m, k] × [k, n]`, with `∂A = ∂C Bᵀ` and `∂B = Aᵀ ∂C`.
 *
 * The gradient transposes before it multiplies: an engine without a transposed product takes ten times
 * as long with the flags of `tf.matMul`.
 */
export function matMul(a: tf.Tensor2D, b: tf.Tensor2D, learnt: Learnt = 'both'): tf.Tensor2D {
  const byLeft = (dy: tf.Tensor, right: tf.Tensor) => timesTransposed(dy as tf.Tensor2D, right)
  const byRight = (dy: tf.Tensor, left: tf.Tensor) => transposedTimes(left, dy as tf.Tensor2D)
  if (learnt === 'left') {
    return tf.customGrad((left, save) => {
      keepFor(save, [b])
      return {
        value: tf.matMul(left as tf.Tensor2D, b),
        gradFunc: (dy: tf.Tensor, [r]: tf.Tensor[]) => byLeft(dy, r),
      }
    })(a) as tf.Tensor2D
  }
  if (learnt === 'right') {
    return tf.customGrad((right, save) => {
      keepFor(save, [a])
      return {
        value: tf.matMul(a, right as tf.Tensor2D),
        gradFunc: (dy: tf.Tensor, [l]: tf.Tensor[]) => byRight(dy, l),
      }
    })(b) as tf.Tensor2D
  }
  return tf.customGrad((left, right, save) => {
    keepFor(save, [left as tf.Tensor, right as tf.Tensor])
    return {
      value: tf.matMul(left as tf.Tensor2D, right as tf.Tensor2D),
      gradFunc: (dy: tf.Tensor, [l, r]: tf.Tensor[]) => [byLeft(dy, r), byRight(dy, l)],
    }
  })(a, b) as tf.Tensor2D
}

/** `A Bᵀ`; a sum of products where A is one row. */
function timesTransposed(a: tf.Tensor2D, b: tf.Tensor): tf.Tensor {
  if (a.shape[0] === 1) return tf.sum(tf.mul(a, b), 1).expandDims(0)
  return tf.matMul(a, tf.transpose(b as tf.Tensor2D))
}

/** `Aᵀ B`; an outer product where both have one row. */
function transposedTimes(a: tf.Tensor, b: tf.Tensor2D): tf.Tensor {
  const transposed = tf.transpose(a as tf.Tensor2D)
  return b.shape[0] === 1 ? tf.mul(transposed, b) : tf.matMul(transposed, b)
}

/** Gram matrices `G = W Wᵀ + λI`, `[D, K, K]` of `[D, K, n]`; `∂W = (∂G + ∂Gᵀ) W`. */
export function ridgeGram(weights: tf.Tensor3D, ridge: number): tf.Tensor3D {
  const identity = tf.eye(weights.shape[1]).mul(ridge)
  return tf.customGrad((w, save) => {
    keepFor(save, [w as tf.Tensor])
    return {
      value: tf.matMul(w as tf.Tensor3D, w as tf.Tensor3D, false, true).add(identity),
      gradFunc: (dy: tf.Tensor, [saved]: tf.Tensor[]) =>
        tf.matMul(dy.add(tf.transpose(dy, [0, 2, 1])), saved),
    }
  })(weights) as tf.Tensor3D
}

/** `W v` date by date, `[D, K, 1]` of `[D, K, n]` and `[D, n]`; `∂W = ∂y vᵀ` and `∂v = Wᵀ ∂y`. */
export function applyEach(weights: tf.Tensor3D, vectors: tf.Tensor2D): tf.Tensor3D {
  const [days, , n] = weights.shape
  return tf.customGrad((w, v, save) => {
    keepFor(save, [w as tf.Tensor, v as tf.Tensor])
    return {
      value: tf.matMul(w as tf.Tensor3D, (v as tf.Tensor).reshape([days, n, 1])),
      gradFunc: (dy: tf.Tensor, [left, right]: tf.Tensor[]) => [
        tf.mul(dy, right.reshape([days, 1, n])),
        tf.matMul(dy, left, true, false).reshape([days, n]),
      ],
    }
  })(weights, vectors) as tf.Tensor3D
}

/** `Wᵀ x` date by date, `[D, n]` of `[D, K, n]` and `[D, K, 1]`; `∂W = x ∂yᵀ` and `∂x = W ∂y`. */
export function combineEach(weights: tf.Tensor3D, shares: tf.Tensor3D): tf.Tensor2D {
  const [days, , n] = weights.shape
  return tf.customGrad((w, x, save) => {
    keepFor(save, [w as tf.Tensor, x as tf.Tensor])
    return {
      value: tf.matMul(x as tf.Tensor3D, w as tf.Tensor3D, true, false).reshape([days, n]),
      gradFunc: (dy: tf.Tensor, [left, right]: tf.Tensor[]) => [
        tf.mul(right, dy.reshape([days, 1, n])),
        tf.matMul(left, dy.reshape([days, n, 1])),
      ],
    }
  })(weights, shares) as tf.Tensor2D
}

/**
 * Solutions `x = G⁻¹ b` of symmetric positive definite systems, `[D, K, 1]` from `[D, K, K]` and
 * `[D, K, 1]`; `∂b = G⁻¹ ∂x` and `∂G = −∂b xᵀ`.
 */
export function solveSpd(gram: tf.Tensor3D, right: tf.Tensor3D): tf.Tensor3D {
  return tf.customGrad((g, b, save) => {
    const x = solve(g as tf.Tensor3D, b as tf.Tensor3D)
    keepFor(save, [g as tf.Tensor, x])
    return {
      value: x,
      gradFunc: (dy: tf.Tensor, [savedGram, solution]: tf.Tensor[]) => {
        const byRight = solve(savedGram as tf.Tensor3D, dy as tf.Tensor3D)
        const byGram = tf.neg(tf.mul(byRight, tf.transpose(solution, [0, 2, 1])))
        return [byGram, byRight]
      },
    }
  })(gram, right) as tf.Tensor3D
}

/** Engines that compute in the host's memory, where a download is free and double precision cheap. */
const ON_HOST: ReadonlySet<string> = new Set(['cpu', 'wasm'])

export function isOnHost(): boolean {
  return ON_HOST.has(tf.getBackend())
}

function solve(gram: tf.Tensor3D, right: tf.Tensor3D): tf.Tensor3D {
  return isOnHost() ? solveOnHost(gram, right) : solveOnDevice(gram, right)
}

/** Cholesky in double, day by day; NaN where a matrix is not positive definite. */
function solveOnHost(gram: tf.Tensor3D, right: tf.Tensor3D): tf.Tensor3D {
  const [days, size] = gram.shape
  const matrices = Float64Array.from(gram.dataSync())
  const vectors = Float64Array.from(right.dataSync())
  for (let day = 0; day < days; day++) {
    const lower = cholesky(matrices.subarray(day * size * size, (day + 1) * size * size), size)
    const vector = vectors.subarray(day * size, (day + 1) * size)
    if (lower) choleskySolve(lower, vector, size)
    else vector.fill(Number.NaN)
  }
  return tf.tensor3d(Float32Array.from(vectors), right.shape)
}

/**
 * Gauss–Jordan elimination of all days at once in tensor operations, without a download. NaN where a
 * pivot is not positive, that is, where a matrix is not positive definite.
 */
export function solveOnDevice(gram: tf.Tensor3D, right: tf.Tensor3D): tf.Tensor3D {
  const [days, size] = gram.shape
  return tf.tidy(() => {
    const units = tf.eye(size)
    const pivots: tf.Tensor3D[] = []
    let augmented: tf.Tensor3D = tf.concat([gram, right], 2)
    for (let k = 0; k < size; k++) {
      const row = tf.slice(augmented, [0, k, 0], [days, 1, size + 1])
      const column = tf.slice(augmented, [0, 0, k], [days, size, 1])
      const pivot = tf.slice(row, [0, 0, k], [days, 1, 1])
      const unit = tf.slice(units, [k, 0], [1, size]).reshape([1, size, 1])
      const factor = tf.div(tf.sub(column, unit), pivot)
      augmented = tf.sub(augmented, tf.mul(factor, row))
      pivots.push(pivot)
    }
    const smallest = tf.min(tf.concat(pivots, 1), 1, true)
    const solution = tf.slice(augmented, [0, 0, size], [days, size, 1])
    const isDefinite = tf.greater(smallest, 0)
    return tf.where<tf.Tensor>(isDefinite, solution, tf.scalar(Number.NaN)) as tf.Tensor3D
  })
}
