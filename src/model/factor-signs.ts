/** Weights of K factors over some assets: `assets` ascending, `weights` `[K, n]`. */
export interface SignedWeights {
  readonly assets: Int32Array
  readonly weights: Float32Array
}

/**
 * The sign, +1 or −1, of each factor that makes its dot product with the previous date's weights over
 * common assets positive. Without previous weights, or where the dot product is 0, the sign that makes
 * the sum of weights positive.
 */
export function steadySigns(
  { assets, weights }: SignedWeights,
  previous: SignedWeights | null,
): Int8Array<ArrayBuffer> {
  const n = assets.length
  const signs = new Int8Array(n === 0 ? 0 : weights.length / n)
  for (let k = 0; k < signs.length; k++) {
    const row = weights.subarray(k * n, (k + 1) * n)
    const along = previous ? dotOfCommon({ assets, weights: row }, rowOf(previous, k)) : 0
    signs[k] = (along || row.reduce((sum, weight) => sum + weight, 0)) < 0 ? -1 : 1
  }
  return signs
}

function rowOf({ assets, weights }: SignedWeights, k: number): SignedWeights {
  return { assets, weights: weights.subarray(k * assets.length, (k + 1) * assets.length) }
}

function dotOfCommon(a: SignedWeights, b: SignedWeights): number {
  let [sum, i, j] = [0, 0, 0]
  while (i < a.assets.length && j < b.assets.length) {
    if (a.assets[i] === b.assets[j]) sum += a.weights[i++] * b.weights[j++]
    else if (a.assets[i] < b.assets[j]) i++
    else j++
  }
  return sum
}
