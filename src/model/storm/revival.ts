import * as tf from '@tensorflow/tfjs'
import { type Key, uniforms } from '../../tensor/random.js'
import type { CodebookState } from './codebook-update.js'

/** Codes after a revival, and how many of them were dead. */
export interface Revived extends CodebookState {
  readonly revived: number
}

/**
 * Codes whose count is below a share of the mean count become random tokens, with the mean count: a code
 * that no token is nearest to would stay where it is for ever. Downloads the counts.
 */
export function revive(
  { codes, counts }: CodebookState,
  { tokens, live }: { readonly tokens: tf.Tensor2D; readonly live: Int32Array },
  { key, share }: { readonly key: Key; readonly share: number },
): Revived {
  const known = counts.dataSync<'float32'>()
  const mean = known.reduce((sum, count) => sum + count / known.length, 0)
  const dead = Float32Array.from(known, (count) => (count < share * mean ? 1 : 0))
  const revived = dead.reduce((sum, one) => sum + one, 0)
  if (revived === 0 || live.length === 0) return { codes, counts, revived: 0 }
  const drawn = Int32Array.from(
    uniforms(key, known.length),
    (u) => live[Math.floor(u * live.length)],
  )
  const replaced = tf.tensor1d(dead)
  const fresh = tf.gather(tokens, tf.tensor1d(drawn, 'int32'))
  return {
    codes: mixed(codes, fresh, replaced.expandDims(1)),
    counts: mixed(counts, tf.fill(counts.shape, mean), replaced),
    revived,
  }
}

/** `x` where the mask is 0, `y` where it is 1. */
function mixed<T extends tf.Tensor>(x: T, y: tf.Tensor, mask: tf.Tensor): T {
  return x.mul(tf.sub(1, mask)).add(y.mul(mask))
}

/** Rows whose mask is not 0, ascending. Downloads the mask. */
export function liveRows(mask: tf.Tensor1D): Int32Array {
  const values = mask.dataSync()
  return Int32Array.from(values.keys()).filter((row) => values[row] !== 0)
}
