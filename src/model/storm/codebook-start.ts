import * as tf from '@tensorflow/tfjs'
import { type Key, split, uniforms } from '../../tensor/random.js'
import { closeness, nearestCodes, oneHots } from './codebook.js'

/** Starts that are tried, and steps of Lloyd of each. */
const [STARTS, LLOYD_STEPS] = [4, 10]

/**
 * Codes `[K, d]` of tokens `[rows, d]` by k-means++ (Arthur & Vassilvitskii 2007) and ten steps of Lloyd, the
 * nearest to the tokens of four such starts: one alone may leave two clusters a code. A code without tokens stays.
 */
export function startCodes(tokens: tf.Tensor2D, count: number, key: Key): tf.Tensor2D {
  return tf.tidy(() => {
    const values = tokens.dataSync<'float32'>()
    const starts = split(key, STARTS).map((one) => {
      const places = seedRows(values, tokens.shape[1], { count, key: one })
      const codes = settled(tokens, tf.gather(tokens, tf.tensor1d(places, 'int32')))
      return { codes, nearness: nearnessOf(tokens, codes) }
    })
    return starts.reduce((best, one) => (one.nearness > best.nearness ? one : best)).codes
  })
}

function settled(tokens: tf.Tensor2D, seeded: tf.Tensor2D): tf.Tensor2D {
  return Array.from({ length: LLOYD_STEPS }).reduce<tf.Tensor2D>(
    (codes) => lloyd(tokens, codes),
    seeded,
  )
}

/** The negative mean squared distance of tokens to their codes, but for what is the same for all codes. */
function nearnessOf(tokens: tf.Tensor2D, codes: tf.Tensor2D): number {
  return closeness(tokens, codes).max(1).mean().dataSync()[0]
}

function lloyd(tokens: tf.Tensor2D, codes: tf.Tensor2D): tf.Tensor2D {
  const hits = oneHots(nearestCodes(tokens, codes), codes.shape[0])
  const counts = hits.sum(0).expandDims<tf.Tensor2D>(1)
  const means = tf.matMul(hits, tokens, true).div(tf.maximum(counts, 1))
  const chosen = tf.minimum(counts, 1)
  return means.mul(chosen).add(codes.mul(tf.sub(1, chosen)))
}

/** Rows drawn in turn with the square of their distance to the rows before. */
function seedRows(
  values: Float32Array,
  width: number,
  { count, key }: { readonly count: number; readonly key: Key },
): Int32Array {
  const rows = values.length / width
  const draws = uniforms(key, count)
  const nearest = new Float64Array(rows).fill(Number.POSITIVE_INFINITY)
  const places = new Int32Array(count)
  places[0] = Math.floor(draws[0] * rows)
  for (let k = 1; k < count; k++) {
    places[k] = drawnBy(approach(values, width, nearest, places[k - 1]), draws[k])
  }
  return places
}

/** Squared distances to the nearest of the rows so far, with one more of them; in place. */
function approach(
  values: Float32Array,
  width: number,
  nearest: Float64Array,
  row: number,
): Float64Array {
  for (let i = 0; i < nearest.length; i++) {
    let distance = 0
    for (let j = 0; j < width; j++) {
      const gap = values[i * width + j] - values[row * width + j]
      distance += gap * gap
    }
    if (distance < nearest[i]) nearest[i] = distance
  }
  return nearest
}

/** An index in proportion to its weight; in equal parts where all weights are 0. */
function drawnBy(weights: Float64Array, u: number): number {
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  if (total === 0) return Math.floor(u * weights.length)
  let left = u * total
  const place = weights.findIndex((weight) => {
    left -= weight
    return left < 0
  })
  return place < 0 ? weights.length - 1 : place
}
