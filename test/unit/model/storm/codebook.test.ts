import * as tf from '@tensorflow/tfjs'
import { describe, expect, it } from 'vitest'
import { collapsedPerplexity } from '../../../../bench/storm/collapse.js'
import { startCodes } from '../../../../src/model/storm/codebook-start.js'
import { liveRows, revive } from '../../../../src/model/storm/revival.js'
import { keyOf, normals, words } from '../../../../src/tensor/random.js'
import { leavesNoTensorsOn } from '../../../_util/tensors.js'

const [CLUSTERS, WIDTH, TOKENS] = [6, 8, 500]

/** Tokens around six centres. */
function clustered() {
  const centres = normals(keyOf(1), CLUSTERS * WIDTH).map((x) => 4 * x)
  const places = words(keyOf(2), TOKENS)
  const values = normals(keyOf(3), TOKENS * WIDTH).map((x, i) => {
    const cluster = (places[Math.floor(i / WIDTH)] ?? 0) % CLUSTERS
    return (centres[cluster * WIDTH + (i % WIDTH)] ?? 0) + 0.1 * x
  })
  return { centres, tokens: tf.tensor2d(values, [TOKENS, WIDTH]) }
}

const rowOf = (values: Float32Array, row: number) => values.slice(row * WIDTH, (row + 1) * WIDTH)
const distance = (a: Float32Array, b: Float32Array) =>
  Math.hypot(...a.map((value, j) => value - (b[j] ?? 0)))

describe.each(['cpu', 'wasm'] as const)('codebooks on %s', (engine) => {
  leavesNoTensorsOn(engine)

  it('start at every cluster of the tokens', () => {
    const { centres, tokens } = clustered()
    const codes = startCodes(tokens, CLUSTERS, keyOf(4)).dataSync<'float32'>()
    for (let cluster = 0; cluster < CLUSTERS; cluster++) {
      const gaps = Array.from({ length: CLUSTERS }, (_, k) =>
        distance(rowOf(centres, cluster), rowOf(codes, k)),
      )
      expect(Math.min(...gaps)).toBeLessThan(0.2)
    }
  })

  it('start with the same bits from the same key, with others from another', () => {
    const { tokens } = clustered()
    const [a, b, c] = [4, 4, 5].map((seed) => [...startCodes(tokens, 9, keyOf(seed)).dataSync()])
    expect(b).toEqual(a)
    expect(c).not.toEqual(a)
  })

  it('start where there are fewer different tokens than codes', () => {
    const codes = startCodes(tf.ones([4, 3]), 6, keyOf(1))
    expect([...codes.dataSync()]).toEqual(Array.from({ length: 18 }, () => 1))
  })

  it('revive codes that are hardly used as live tokens with the mean count, and leave the others', () => {
    const state = {
      codes: tf.tensor2d([1, 1, 50, 50, 2, 2], [3, 2]),
      counts: tf.tensor1d([5, 0.01, 4]),
    }
    const tokens = tf.tensor2d([7, 7, 8, 8, 9, 9], [3, 2])
    const live = liveRows(tf.tensor1d([0, 1, 0]))
    expect([...live]).toEqual([1])
    const after = revive(state, { tokens, live }, { key: keyOf(1), share: 0.02 })
    expect(after.revived).toBe(1)
    expect([...after.codes.dataSync()]).toEqual([1, 1, 8, 8, 2, 2])
    expect([...after.counts.dataSync()].map((count) => Math.round(100 * count))).toEqual([
      500, 300, 400,
    ])
    const none = revive(state, { tokens, live }, { key: keyOf(1), share: 0.001 })
    expect(none).toEqual({ ...state, revived: 0 })
  })

  it('F12: codes that start far away collapse onto one without revival, and not with it', () => {
    expect(collapsedPerplexity(0, true)).toBeGreaterThanOrEqual(5)
    expect(collapsedPerplexity(0, false)).toBeLessThan(2.5)
  })
})
