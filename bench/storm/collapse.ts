import * as tf from '@tensorflow/tfjs'
import { at } from '../../src/lib/at.js'
import { perplexity } from '../../src/lib/perplexity.js'
import { nearestCodes, oneHots } from '../../src/model/storm/codebook.js'
import { type CodebookState, runningMeans } from '../../src/model/storm/codebook-update.js'
import { revive } from '../../src/model/storm/revival.js'
import { foldIn, type Key, keyOf, normals, words } from '../../src/tensor/random.js'

const [CLUSTERS, CODES, WIDTH, TOKENS] = [6, 12, 8, 64]
const [STEPS, EVERY, UNTIL, COUNTED] = [400, 20, 300, 50]
/** Where all codes start, far from every token. */
const FAR = 30

/** Perplexity of 12 codes over the last 50 of 400 steps on six clusters, the codes started far away. */
export function collapsedPerplexity(seed: number, withRevival: boolean): number {
  const key = keyOf(seed)
  const centres = normals(foldIn(key, 'centres'), CLUSTERS * WIDTH).map((x) => 4 * x)
  const start = normals(foldIn(key, 'codes'), CODES * WIDTH).map((x) => FAR + 0.05 * x)
  let state: CodebookState = {
    codes: tf.tensor2d(start, [CODES, WIDTH]),
    counts: tf.ones([CODES]),
  }
  const usage = new Float64Array(CODES)
  for (let step = 0; step < STEPS; step++) {
    const before = state
    const stepKey = foldIn(key, step)
    const isRevival = withRevival && step % EVERY === EVERY - 1 && step < UNTIL
    const moved = tf.tidy(() =>
      stepOn(before, tokensOf(centres, stepKey), isRevival ? stepKey : null),
    )
    tf.dispose({ ...before })
    state = { codes: moved.codes, counts: moved.counts }
    if (step >= STEPS - COUNTED) {
      for (const [code, count] of moved.chosen.dataSync().entries())
        usage[code] = at(usage, code) + count
    }
    moved.chosen.dispose()
  }
  tf.dispose({ ...state })
  return perplexity(usage)
}

function stepOn(state: CodebookState, tokens: tf.Tensor2D, revivalKey: Key | null) {
  const hits = oneHots(nearestCodes(tokens, state.codes), CODES)
  const moved = runningMeans(state, { tokens, hits }, 0.99)
  const live = Int32Array.from({ length: TOKENS }, (_, i) => i)
  const { codes, counts } = revivalKey
    ? revive(moved, { tokens, live }, { key: revivalKey, share: 0.02 })
    : moved
  return { codes, counts, chosen: hits.sum<tf.Tensor1D>(0) }
}

/** Tokens around random centres. */
function tokensOf(centres: Float32Array, key: Key): tf.Tensor2D {
  const places = words(foldIn(key, 'clusters'), TOKENS)
  const noise = normals(foldIn(key, 'noise'), TOKENS * WIDTH)
  const values = noise.map((x, i) => {
    const cluster = at(places, Math.floor(i / WIDTH)) % CLUSTERS
    return at(centres, cluster * WIDTH + (i % WIDTH)) + 0.1 * x
  })
  return tf.tensor2d(values, [TOKENS, WIDTH])
}
