import * as tf from '@tensorflow/tfjs'
import { describe, expect, it } from 'vitest'
import { combined, lossTerms, unguidedTerms } from '../../../../src/model/factor-vae/loss.js'
import {
  type FactorVaeParams,
  initFactorVae,
  initPredicting,
} from '../../../../src/model/factor-vae/params.js'
import {
  predict,
  predictWithWeights,
  reconstruct,
} from '../../../../src/model/factor-vae/predict.js'
import { negativeLogLikelihood } from '../../../../src/model/layers/normal.js'
import type { Sequences } from '../../../../src/model/layers/sequences.js'
import { adamW, disposeState } from '../../../../src/tensor/optim.js'
import { disposeParams, entries, leaves, withLeaves } from '../../../../src/tensor/params.js'
import { keyOf } from '../../../../src/tensor/random.js'
import { Draw } from '../../../_util/float64.js'
import { leavesNoTensorsOn } from '../../../_util/tensors.js'

const SHAPE = { characteristicCount: 3, hidden: 4, factorCount: 2, portfolioCount: 5 }
const [DATES, STEPS, STOCKS] = [4, 6, 7]
const ROWS = STEPS + DATES - 1
const WEIGHTS = { klWeight: 1, priorWeight: 1 }

/** Random sequences and labels; asset i is masked on date i % 4, for i = 1 … 3. */
function example(seed = 1) {
  const draw = new Draw(seed)
  const masked = Float32Array.from({ length: DATES * STOCKS }, (_, at) =>
    at % STOCKS >= 1 && at % STOCKS <= 3 && at % STOCKS === Math.floor(at / STOCKS) ? 0 : 1,
  )
  const mask = tf.tensor2d(masked, [DATES, STOCKS])
  const values = tf.tensor3d(draw.values(ROWS * STOCKS * 3), [ROWS, STOCKS, 3])
  const labels = tf.tensor2d(draw.values(DATES * STOCKS), [DATES, STOCKS]).mul<tf.Tensor2D>(mask)
  return { sequences: { values, mask }, labels }
}

const init = () => initFactorVae(keyOf(5), SHAPE)
const numbers = (tensor: tf.Tensor) => Array.from(tensor.dataSync())
const insideMask = (tensor: tf.Tensor, mask: tf.Tensor) => numbers(tensor.mul(mask))
const areClose = (got: readonly number[], expected: readonly number[]) => {
  expect(got).toHaveLength(expected.length)
  got.forEach((value, at) => {
    expect(value).toBeCloseTo(expected[at], 5)
  })
}
const lossOf = (params: FactorVaeParams, { sequences, labels }: ReturnType<typeof example>) =>
  combined(lossTerms(params, sequences, labels), sequences.mask, WEIGHTS)

describe.each(['cpu', 'wasm'] as const)('FactorVAE on %s', (engine) => {
  leavesNoTensorsOn(engine)

  it('FV-6: predicts the same bits twice', () => {
    const { sequences } = example()
    const [first, second] = [predict(init(), sequences), predict(init(), sequences)]
    expect(numbers(first.mean)).toEqual(numbers(second.mean))
    expect(numbers(first.sd)).toEqual(numbers(second.sd))
  })

  it('FV-6: other labels change the posterior, not the prior or the prediction', () => {
    const { sequences, labels } = example()
    const other = labels.add<tf.Tensor2D>(sequences.mask.mul(0.5))
    const terms = [labels, other].map((y) => lossTerms(init(), sequences, y))
    const posteriors = [labels, other].map((y) => reconstruct(init(), sequences, y).factors)
    expect(numbers(posteriors[0].mean)).not.toEqual(numbers(posteriors[1].mean))
    expect(numbers(posteriors[0].sd)).not.toEqual(numbers(posteriors[1].sd))
    expect(numbers(terms[0].divergence)).not.toEqual(numbers(terms[1].divergence))
    // the prediction of training is that of inference, which takes no label
    for (const [at, y] of [labels, other].entries()) {
      const foreseen = negativeLogLikelihood(y, predict(init(), sequences), sequences.mask)
      areClose(numbers(terms[at].prediction), numbers(foreseen))
    }
  })

  it('FV-6: permuting assets permutes predictions', () => {
    const { sequences } = example()
    const order = [3, 0, 6, 2, 5, 1, 4]
    const permuted: Sequences = {
      values: tf.gather(sequences.values, order, 1),
      mask: tf.gather(sequences.mask, order, 1),
    }
    const [plain, moved] = [predict(init(), sequences), predict(init(), permuted)]
    areClose(
      insideMask(moved.mean, permuted.mask),
      insideMask(tf.gather(plain.mean, order, 1), permuted.mask),
    )
    areClose(
      insideMask(moved.sd, permuted.mask),
      insideMask(tf.gather(plain.sd, order, 1), permuted.mask),
    )
    areClose(numbers(moved.factors.mean), numbers(plain.factors.mean))
  })

  it('FV-6: masked columns have no effect', () => {
    const { sequences, labels } = example()
    const wider = {
      sequences: {
        values: tf.concat3d([sequences.values, tf.fill([ROWS, 2, 3], 9) as tf.Tensor3D], 1),
        mask: tf.pad2d(sequences.mask, [
          [0, 0],
          [0, 2],
        ]),
      },
      labels: tf.pad2d(
        labels,
        [
          [0, 0],
          [0, 2],
        ],
        7,
      ),
    }
    const [plain, padded] = [lossOf(init(), { sequences, labels }), lossOf(init(), wider)]
    expect(padded.dataSync()[0]).toBeCloseTo(plain.dataSync()[0], 5)
    const predicted = predict(init(), wider.sequences).mean.slice([0, 0], [DATES, STOCKS])
    areClose(
      insideMask(predicted, sequences.mask),
      insideMask(predict(init(), sequences).mean, sequences.mask),
    )
  })

  it('later rows do not change earlier predictions, bit for bit', () => {
    const { sequences } = example()
    const last = tf.tensor3d(
      Float32Array.from({ length: ROWS }, (_, at) => (at === ROWS - 1 ? 5 : 0)),
      [ROWS, 1, 1],
    )
    const altered = { ...sequences, values: sequences.values.add<tf.Tensor3D>(last) }
    const [before, after] = [predict(init(), sequences), predict(init(), altered)]
    const until = (tensor: tf.Tensor) => numbers(tensor).slice(0, (DATES - 1) * STOCKS)
    expect(until(after.mean)).toEqual(until(before.mean))
    expect(until(after.sd)).toEqual(until(before.sd))
    expect(numbers(after.mean)).not.toEqual(numbers(before.mean))
  })

  it('a date without assets gives finite numbers and finite gradients, and no loss', () => {
    const { sequences, labels } = example()
    const present = tf.tensor2d([1, 0, 1, 1], [DATES, 1])
    const mask = sequences.mask.mul<tf.Tensor2D>(present)
    const data = { sequences: { ...sequences, mask }, labels: labels.mul<tf.Tensor2D>(mask) }
    const params = init()
    const { value, grads } = tf.valueAndGrads((...tensors) =>
      lossOf(withLeaves(params, tensors), data),
    )(leaves(params))
    for (const tensor of [value, ...grads]) {
      expect(numbers(tensor).every(Number.isFinite)).toBe(true)
    }
    const { mean, sd } = predict(params, data.sequences)
    expect([...numbers(mean), ...numbers(sd)].every(Number.isFinite)).toBe(true)
    const { reconstruction, prediction } = lossTerms(params, data.sequences, data.labels)
    expect([numbers(reconstruction)[1], numbers(prediction)[1]]).toEqual([0, 0])
  })

  it('without a positive cosine gradients are finite, and 0 for queries and keys', () => {
    const data = example()
    const params = init()
    const zero = { ...params, prior: { ...params.prior, query: tf.zerosLike(params.prior.query) } }
    const { attending } = lossTerms(zero, data.sequences, data.labels)
    expect(numbers(attending)).toEqual([0, 0, 0, 0])
    const { grads } = tf.valueAndGrads((...tensors) => lossOf(withLeaves(zero, tensors), data))(
      leaves(zero),
    )
    entries(zero).forEach(([name], at) => {
      const slopes = numbers(grads[at])
      expect(slopes.every(Number.isFinite), name).toBe(true)
      const isAttention = name === 'prior.query' || name === 'prior.key'
      expect(
        slopes.every((slope) => slope === 0),
        name,
      ).toBe(isAttention)
    })
  })

  it('factor weights are the portfolios of the posterior, which is linear in the labels', () => {
    const { sequences, labels } = example()
    const params = init()
    const { weights, betas } = predictWithWeights(params, sequences)
    expect(weights.shape).toEqual([DATES, 2, STOCKS])
    expect(betas.shape).toEqual([DATES, STOCKS, 2])
    const returns = tf.matMul(weights, labels.expandDims<tf.Tensor3D>(2)).reshape([DATES, 2])
    const { factors } = reconstruct(params, sequences, labels)
    areClose(numbers(returns.add(params.posterior.mean.bias)), numbers(factors.mean))
    const masked = weights.mul(tf.sub(1, sequences.mask).expandDims(1))
    expect(numbers(masked).every((weight) => weight === 0)).toBe(true)
  })

  it('without guidance there is no posterior, and every parameter has a gradient', () => {
    const { sequences, labels } = example()
    const params = initPredicting(keyOf(5), SHAPE)
    expect(entries(params).some(([name]) => name.startsWith('posterior'))).toBe(false)
    const { grads } = tf.valueAndGrads((...tensors) =>
      unguidedTerms(withLeaves(params, tensors), sequences, labels).prediction.mean<tf.Scalar>(),
    )(leaves(params))
    entries(params).forEach(([name], at) => {
      expect(
        numbers(grads[at]).some((slope) => slope !== 0),
        name,
      ).toBe(true)
    })
    const guided = init()
    expect(numbers(predict(params, sequences).mean)).toEqual(
      numbers(predict(guided, sequences).mean),
    )
  })

  it('parameters start as in PyTorch: uniform ± 1/√inputs, queries standard normal', () => {
    const params = initFactorVae(keyOf(2), { ...SHAPE, hidden: 36, factorCount: 20 })
    const largest = (tensor: tf.Tensor) => Math.max(...numbers(tensor).map(Math.abs))
    const { extractor, prior, posterior } = params
    for (const [tensor, inputs] of [
      [extractor.projection.weight, 3],
      [extractor.input.bias, 36],
      [prior.key, 36],
      [prior.value, 36],
      [posterior.portfolios, 36],
      [posterior.mean.weight, 5],
    ] as const) {
      expect(largest(tensor) * Math.sqrt(inputs)).toBeGreaterThan(0.9)
      expect(largest(tensor) * Math.sqrt(inputs)).toBeLessThanOrEqual(1)
    }
    const variance = tf.moments(prior.query).variance.dataSync()[0]
    expect(variance).toBeGreaterThan(0.85)
    expect(variance).toBeLessThan(1.15)
  })

  it('100 steps lower the loss and leak no tensors or bytes', () => {
    const data = example()
    const optimiser = adamW({ rate: () => 3e-3, clipNorm: 1 })
    let params = init()
    let state = optimiser.init(params)
    const step = () => {
      const { value, grads } = tf.valueAndGrads((...tensors) =>
        lossOf(withLeaves(params, tensors), data),
      )(leaves(params))
      const next = optimiser.update(params, grads, state)
      const loss = value.dataSync()[0]
      tf.dispose([value, ...grads])
      disposeParams(params)
      disposeState(state)
      ;({ params, state } = next)
      return loss
    }
    const first = step()
    const before = tf.memory()
    let last = first
    for (let i = 0; i < 100; i++) last = step()
    const after = tf.memory()
    expect([after.numTensors, after.numBytes]).toEqual([before.numTensors, before.numBytes])
    expect(last).toBeLessThan(first)
  })
})
