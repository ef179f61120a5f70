import type * as tf from '@tensorflow/tfjs'
import { foldIn, type Key, keyOf, normals, words } from '../../src/tensor/random.js'

/** Random shapes and values of one fuzz case; the same from the same number. */
export class Draw {
  readonly #key: Key
  #count = 0

  constructor(seed: number) {
    this.#key = keyOf(seed)
  }

  /** A whole number from `least` to `most`, the small ones as likely as the large. */
  size(least: number, most: number): number {
    const share = this.#next() / 2 ** 32
    return Math.floor(least * ((most + 1) / least) ** share)
  }

  coin(): boolean {
    return this.#next() % 2 === 1
  }

  values(count: number, scale = 1): Float32Array {
    return normals(foldIn(this.#key, this.#count++), count).map((x) => scale * x)
  }

  #next(): number {
    return words(foldIn(this.#key, this.#count++), 1)[0]
  }
}

/** The largest error, as a share of the largest expected value (at least 1). */
export function errorOf(got: ArrayLike<number> | tf.Tensor, expected: ArrayLike<number>): number {
  const values = 'dataSync' in got ? got.dataSync() : got
  if (values.length !== expected.length) return Number.POSITIVE_INFINITY
  let [worst, largest] = [0, 1]
  for (let i = 0; i < expected.length; i++) {
    const error = Math.abs(values[i] - expected[i])
    if (!(error <= worst)) worst = Number.isNaN(error) ? Number.POSITIVE_INFINITY : error
    largest = Math.max(largest, Math.abs(expected[i]))
  }
  return worst / largest
}
