import * as tf from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  STORM_TERMS,
  type StormWeights,
  stormTerms,
  weightedSum,
} from '../../../../src/model/storm/loss.js'
import { predict } from '../../../../src/model/storm/predict.js'
import { entries, leaves, withLeaves } from '../../../../src/tensor/params.js'
import { enginesHere, openHere } from '../../../_util/engines.js'
import { block, FIXTURES, paramsOf, reference, TERM_NAMES } from './reference.js'

const TOLERANCE = 1e-5
const OPTIONS = { update: 'gradient', quantised: true } as const
const engines = await enginesHere()

function largestGap(got: ArrayLike<number>, expected: ArrayLike<number>): number {
  expect(got).toHaveLength(expected.length)
  return Array.from(expected).reduce((worst, x, i) => {
    const gap = Math.abs(x - (got[i] ?? Number.NaN))
    return gap <= worst ? worst : Number.isNaN(gap) ? Number.POSITIVE_INFINITY : gap
  }, 0)
}

const cases = engines.flatMap((engine) => FIXTURES.map((fixture) => [engine, ...fixture] as const))

describe.each(cases)('F1: STORM on %s, attention %s', (engine, _, fixture, shape) => {
  const weights = Object.fromEntries(
    STORM_TERMS.map((name) => [name, fixture.weights[TERM_NAMES[name]]]),
  ) as StormWeights

  beforeAll(async () => {
    await openHere(engine)
  })

  it('has the same losses, each once', () => {
    tf.tidy(() => {
      const { inputs, targets } = block(fixture)
      const params = paramsOf(fixture.parameters)
      const { terms } = stormTerms(params, inputs, targets, shape, OPTIONS)
      for (const name of STORM_TERMS) {
        const [value = Number.NaN] = terms[name]?.dataSync() ?? []
        const expected = fixture.losses[TERM_NAMES[name]] ?? Number.NaN
        expect(Math.abs(value - expected), name).toBeLessThan(TOLERANCE)
      }
      const [total = Number.NaN] = weightedSum(terms, weights).dataSync()
      expect(Math.abs(total - fixture.total)).toBeLessThan(TOLERANCE)
    })
  })

  it('has the same outputs and codes', () => {
    tf.tidy(() => {
      const { inputs } = block(fixture)
      const { mean, sd, codes } = predict(paramsOf(fixture.parameters), inputs, shape)
      const { mask } = inputs
      const gap = (tensor: tf.Tensor, name: string) =>
        largestGap(tensor.dataSync(), fixture.outputs[name]?.data ?? [])
      expect(gap(mean.mul(mask), 'mean')).toBeLessThan(TOLERANCE)
      expect(gap(sd.mul(mask), 'risk')).toBeLessThan(TOLERANCE)
      const { timeSeries, crossSection } = codes
      if (!timeSeries || !crossSection) throw new Error('both modules have codes')
      const live = Array.from(mask.dataSync()).flatMap((one) => [one, one])
      const found = Array.from(timeSeries.dataSync()).filter((_, i) => live[i] === 1)
      expect(found).toEqual(fixture.outputs.ts_codes?.data)
      expect(Array.from(crossSection.dataSync())).toEqual(fixture.outputs.cs_codes?.data)
    })
  })

  it('has the same gradients', () => {
    tf.tidy(() => {
      const { inputs, targets } = block(fixture)
      const params = paramsOf(fixture.parameters)
      const { grads } = tf.valueAndGrads((...tensors: tf.Tensor[]) => {
        const moved = withLeaves(params, tensors)
        return weightedSum(stormTerms(moved, inputs, targets, shape, OPTIONS).terms, weights)
      })(leaves(params))
      const expected = entries(paramsOf(fixture.gradients))
      expect(grads).toHaveLength(expected.length)
      for (const [i, [name, tensor]] of expected.entries()) {
        const values = tensor.dataSync()
        expect(largestGap(grads[i]?.dataSync() ?? [], values), name).toBeLessThan(TOLERANCE)
        expect(Math.max(...Array.from(values, Math.abs)), name).toBeGreaterThan(TOLERANCE)
      }
    })
  })
})

it('has no bias of keys and of the portfolios’ assets, which would have no gradient', () => {
  const largest = (values: readonly number[]) => Math.max(...values.map(Math.abs))
  expect(largest(reference.gradients['w_i.bias']?.data ?? [1])).toBeLessThan(1e-15)
  for (const [name, { data }] of Object.entries(reference.gradients)) {
    if (!name.endsWith('qkv.bias')) continue
    expect(largest(data.slice(data.length / 3, (2 * data.length) / 3)), name).toBeLessThan(1e-15)
  }
})
