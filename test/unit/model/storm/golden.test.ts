import * as tf from '@tensorflow/tfjs'
import { describe, expect, it } from 'vitest'
import { perplexity } from '../../../../src/lib/perplexity.js'
import { diversity, orthogonality } from '../../../../src/model/storm/code-losses.js'
import { closeness, nearestCodes, oneHots } from '../../../../src/model/storm/codebook.js'
import { runningMeans } from '../../../../src/model/storm/codebook-update.js'
import { infoNce } from '../../../../src/model/storm/contrast.js'
import { quantise } from '../../../../src/model/storm/quantise.js'
import { factorTokens, patchCount } from '../../../../src/model/storm/shape.js'
import { keyOf, normals } from '../../../../src/tensor/random.js'
import { leavesNoTensorsOn } from '../../../_util/tensors.js'
import { patchesOf } from './reference.js'

/** Worked examples ST-1 to ST-6 (NumPy, float64). */
const codes = () =>
  tf.tensor2d([
    [1, 0],
    [0, 1],
    [1, 1],
  ])
const tokens = () =>
  tf.tensor2d([
    [0.9, 0.2],
    [0.1, 0.8],
    [0.6, 0.7],
  ])
const close = (got: tf.Tensor, expected: readonly number[], digits = 6) => {
  const values = [...got.dataSync()]
  expect(values).toHaveLength(expected.length)
  values.forEach((value, at) => {
    expect(value).toBeCloseTo(expected[at] ?? Number.NaN, digits)
  })
}

describe.each(['cpu', 'wasm'] as const)('STORM on %s', (engine) => {
  leavesNoTensorsOn(engine)

  it('ST-1: tokens take their nearest code, and pass its gradient on as their own', () => {
    const { tokens: quantised, indices, losses } = quantise(tokens(), codes(), { update: 'ema' })
    expect([...indices.dataSync()]).toEqual([0, 1, 2])
    close(quantised, [...codes().dataSync()])
    close(losses.commitment, [0.0583333])
    close(losses.commitment.mul(6), [0.35])
    const weights = tf.tensor2d([1, 2, 3, 4, 5, 6], [3, 2])
    const gradient = tf.grad((z) =>
      quantise(z as tf.Tensor2D, codes(), { update: 'ema' })
        .tokens.mul(weights)
        .sum(),
    )(tokens())
    close(gradient, [1, 2, 3, 4, 5, 6])
  })

  it('ST-1: of equally near codes the first is taken', () => {
    expect([...nearestCodes(tf.tensor2d([[0.5, 0.5]]), codes()).dataSync()]).toEqual([0])
  })

  it('ST-1: the commitment moves tokens to their codes, the codebook loss codes to their tokens', () => {
    const gaps = tokens().sub(codes()).div(3)
    const gradientsOf = (name: 'commitment' | 'codebook') =>
      tf.grads(
        (z, e) =>
          quantise(z as tf.Tensor2D, e as tf.Tensor2D, { update: 'gradient' }).losses[
            name
          ] as tf.Scalar, // both are there
      )([tokens(), codes()])
    const [byTokens, fixed] = gradientsOf('commitment')
    close(byTokens, [...gaps.dataSync()])
    expect([...fixed.dataSync()].map(Math.abs)).toEqual([0, 0, 0, 0, 0, 0])
    const [still, byCodes] = gradientsOf('codebook')
    expect([...still.dataSync()].map(Math.abs)).toEqual([0, 0, 0, 0, 0, 0])
    close(byCodes, [...gaps.neg().dataSync()])
  })

  it('ST-1: where codes are running means there is no codebook loss', () => {
    expect(quantise(tokens(), codes(), { update: 'ema' }).losses.codebook).toBeUndefined()
  })

  it('ST-1: masked tokens count in no loss', () => {
    const live = tf.tensor1d([1, 0, 1])
    const two = tf.tensor2d([0.9, 0.2, 0.6, 0.7], [2, 2])
    const masked = quantise(tokens(), codes(), { update: 'gradient', live }).losses
    const without = quantise(two, codes(), { update: 'gradient' }).losses
    for (const name of ['commitment', 'codebook', 'diversity'] as const) {
      close(masked[name] as tf.Tensor, [...(without[name]?.dataSync() ?? [])])
    }
  })

  it('ST-2: the soft assignment, its entropy and the diversity', () => {
    const shares = tf.softmax(closeness(tokens(), codes())).mean(0)
    close(shares, [0.3238964271, 0.3519766585, 0.3241269144])
    expect(perplexity(shares.dataSync())).toBeCloseTo(2.9976756, 5)
    close(diversity(closeness(tokens(), codes())), [-0.3659457332])
  })

  it('ST-2: uniform use is the minimum', () => {
    const uniform = diversity(tf.zeros([2, 512]))
    close(uniform, [-0.0121842278])
    const some = tf.tensor2d(normals(keyOf(1), 1024), [2, 512])
    expect(diversity(some).dataSync()[0]).toBeGreaterThan(uniform.dataSync()[0] ?? 0)
  })

  it('ST-2: moving a token onto a code makes the code likelier', () => {
    const moved = tf.tensor2d([1, 0, 0.1, 0.8, 0.6, 0.7], [3, 2])
    const [before, after] = [tokens(), moved].map((z) =>
      tf.softmax(closeness(z, codes())).dataSync(),
    )
    expect(after?.[0]).toBeGreaterThan(before?.[0] ?? 1)
  })

  it('ST-3: orthogonality', () => {
    close(orthogonality(codes()), [0.2222222222])
    close(orthogonality(tf.eye(4)), [0])
    const many = tf.tensor2d(normals(keyOf(2), 512 * 256), [512, 256])
    expect(orthogonality(many).dataSync()[0]).toBeGreaterThan(0.001953125)
  })

  it('ST-4: running means of tokens', () => {
    const hits = oneHots(nearestCodes(tokens(), codes()), 3)
    const state = { codes: codes(), counts: tf.ones<tf.Rank.R1>([3]) }
    const moved = runningMeans(state, { tokens: tokens(), hits }, 0.99)
    close(moved.codes, [0.999, 0.002, 0.001, 0.998, 0.996, 0.997])
    close(moved.counts, [1, 1, 1])
  })

  it('counts each chosen code once', () => {
    const indices = tf.tensor1d([2, 0, 2, 2], 'int32')
    close(oneHots(indices, 4).sum(0), [1, 0, 3, 0])
    expect(perplexity([])).toBe(0)
    expect(perplexity([2, 2, 0])).toBeCloseTo(2, 12)
  })

  it.each([2, 32])('ST-5: InfoNCE of a batch of %d equal embeddings is ln B', (batch) => {
    const same = tf.ones<tf.Rank.R2>([batch, 4])
    close(infoNce(same, same), [Math.log(batch)], 5)
  })

  it('ST-5: pairs that agree have less, and both sides count', () => {
    const a = tf.tensor2d(normals(keyOf(3), 8), [2, 4])
    const [paired = 1, crossed = 0] = [a, a.reverse(0)].map(
      (b) => infoNce(a, b as tf.Tensor2D).dataSync()[0],
    )
    expect(paired).toBeLessThan(Math.log(2))
    expect(crossed).toBeGreaterThan(Math.log(2))
    const b = tf.tensor2d(normals(keyOf(4), 8), [2, 4])
    close(infoNce(a, b), [...infoNce(b, a).dataSync()])
  })

  it('ST-6: patches, their counts and their inverse', () => {
    const published = { lookback: 64, patch: 4, codes: { timeSeries: 512, crossSection: 512 } }
    expect(29 * patchCount(published)).toBe(464)
    expect(29 * patchCount(published) + published.lookback).toBe(528)
    expect(factorTokens(published)).toBe(16 + 64)
    const [dates, lookback, stocks, channels] = [2, 6, 3, 4]
    const values = normals(keyOf(5), dates * lookback * stocks * channels)
    const x = tf.tensor4d(values, [dates, lookback, stocks, channels])
    const back = patchesOf(x, 3)
      .reshape([dates, stocks, lookback, channels])
      .transpose([0, 2, 1, 3])
    expect([...back.dataSync()]).toEqual([...values])
  })
})
