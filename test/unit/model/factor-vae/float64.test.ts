import * as tf from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import { exposuresOf } from '../../../../src/model/factor-vae/decoder.js'
import { combined, type LossTerms, lossTerms } from '../../../../src/model/factor-vae/loss.js'
import { predict, reconstruct } from '../../../../src/model/factor-vae/predict.js'
import { encode } from '../../../../src/model/layers/gru-encoder.js'
import { leaves, withLeaves } from '../../../../src/tensor/params.js'
import { absenceOf, enginesHere, openHere } from '../../../_util/engines.js'
import { block, largestGap, numbersOf, paramsOf, reference } from './reference.js'

const TOLERANCE = 1e-5

const engines = await enginesHere()
if ((await absenceOf('webgpu')) === null) engines.push('webgpu')

/** The fixture weights the divergence by 1/6 on every date, for any number of assets. */
function fixtureLoss({ reconstruction, divergence }: LossTerms): tf.Scalar {
  const { nll, kl } = reference.weights
  return reconstruction.mul(nll).add(divergence.mul(kl)).mean<tf.Scalar>()
}

describe.each(engines)('F1: FactorVAE against PyTorch in float64, on %s', (engine) => {
  beforeAll(async () => {
    await openHere(engine)
  })

  it('has the same losses', async () => {
    const { nll, kl, total } = tf.tidy(() => {
      const { sequences, labels } = block()
      const terms = lossTerms(paramsOf(reference.parameters), sequences, labels)
      return {
        nll: terms.reconstruction.mean(),
        kl: terms.divergence.mean(),
        total: fixtureLoss(terms),
      }
    })
    const [[gotNll], [gotKl], [gotTotal]] = await Promise.all([nll.data(), kl.data(), total.data()])
    tf.dispose([nll, kl, total])
    expect(Math.abs(gotNll - reference.losses.nll)).toBeLessThan(TOLERANCE)
    expect(Math.abs(gotKl - reference.losses.kl)).toBeLessThan(TOLERANCE)
    expect(Math.abs(gotTotal - reference.total)).toBeLessThan(TOLERANCE)
  })

  it('has the same outputs', async () => {
    const { got, mask } = tf.tidy(() => {
      const { sequences, labels } = block()
      const params = paramsOf(reference.parameters)
      const embedding = encode(params.extractor, sequences)
      const { mean, sd, factors } = predict(params, sequences)
      const posterior = reconstruct(params, sequences, labels).factors
      return {
        got: {
          mean: mean.mul(sequences.mask),
          risk: sd.mul(sequences.mask),
          embedding,
          posterior_mean: posterior.mean,
          posterior_sd: posterior.sd,
          prior_mean: factors.mean,
          prior_sd: factors.sd,
          beta: exposuresOf(params, embedding).betas,
        },
        mask: sequences.mask,
      }
    })
    expect(Object.keys(got).sort()).toEqual(Object.keys(reference.outputs).sort())
    for (const [name, tensor] of Object.entries(got)) {
      expect(tensor.shape, name).toEqual(reference.outputs[name].shape)
      const gap = largestGap(await tensor.data(), reference.outputs[name].data)
      expect(gap, name).toBeLessThan(TOLERANCE)
    }
    tf.dispose([...Object.values(got), mask])
  })

  it('has the same gradients', async () => {
    const { grads, expected, params } = tf.tidy(() => {
      const { sequences, labels } = block()
      const params = paramsOf(reference.parameters)
      const { grads } = tf.valueAndGrads((...tensors: tf.Tensor[]) =>
        fixtureLoss(lossTerms(withLeaves(params, tensors), sequences, labels)),
      )(leaves(params))
      return { grads, expected: paramsOf(reference.gradients), params }
    })
    await Promise.all([...grads, ...leaves(expected)].map((tensor) => tensor.data()))
    const got = numbersOf(withLeaves(params, grads))
    for (const [name, values] of Object.entries(numbersOf(expected))) {
      expect(largestGap(got[name], values), name).toBeLessThan(TOLERANCE)
      expect(Math.max(...Array.from(values, Math.abs)), name).toBeGreaterThan(TOLERANCE)
    }
    tf.dispose([...grads, ...leaves(expected), ...leaves(params)])
  })
})

it('has no bias in the portfolio layer, which would have no gradient', () => {
  const largest = Math.max(...reference.gradients['port.bias'].data.map(Math.abs))
  expect(largest).toBeLessThan(1e-15)
})

it('weights the divergence by the assets of its date, and a date without assets by 0', async () => {
  await openHere('cpu')
  const terms = {
    reconstruction: tf.tensor1d([1, 2]),
    divergence: tf.tensor1d([6, 50]),
    prediction: tf.tensor1d([10, 20]),
    attending: tf.tensor1d([1, 1]),
  }
  const mask = tf.tensor2d([1, 1, 1, 0, 0, 0], [2, 3])
  const [loss] = combined(terms, mask, { klWeight: 0.5, priorWeight: 0.1 }).dataSync()
  expect(loss).toBeCloseTo((1 + 2 + 0.5 * (6 / 3) + 0.1 * 30) / 2, 6)
})
