import { readFileSync } from 'node:fs'
import * as tf from '@tensorflow/tfjs'
import type { FactorVaeParams } from '../../../../src/model/factor-vae/params.js'
import type { GaussianHead } from '../../../../src/model/layers/gaussian-head.js'
import type { Linear } from '../../../../src/model/layers/linear.js'
import { mapParams, type Params } from '../../../../src/tensor/params.js'

export interface Stored {
  readonly shape: readonly number[]
  readonly data: readonly number[]
}

interface Fixture {
  readonly inputs: Readonly<Record<'x' | 'y' | 'mask', Stored>>
  readonly parameters: Readonly<Record<string, Stored>>
  readonly weights: Readonly<Record<'nll' | 'kl', number>>
  readonly losses: Readonly<Record<'nll' | 'kl', number>>
  readonly total: number
  readonly outputs: Readonly<Record<string, Stored>>
  readonly gradients: Readonly<Record<string, Stored>>
}

/** Inputs, parameters, losses, outputs and gradients in float64, by PyTorch (an independent model). */
export const reference = JSON.parse(
  readFileSync(new URL('./pytorch-float64.json', import.meta.url), 'utf8'),
) as Fixture

function tensorOf<T extends tf.Tensor>({ shape, data }: Stored): T {
  return tf.tensor([...data], [...shape], 'float32') as T
}

/** PyTorch's parameters, or their gradients, in our tree and our layout (`[in, out]`). */
export function paramsOf(stored: Readonly<Record<string, Stored>>): FactorVaeParams {
  const matrix = (name: string) => tf.transpose(tensorOf<tf.Tensor2D>(stored[name]))
  const vector = (name: string) => tensorOf<tf.Tensor1D>(stored[name])
  const linear = (name: string): Linear => {
    return { weight: matrix(`${name}.weight`), bias: vector(`${name}.bias`) }
  }
  const gaussian = (name: string): GaussianHead => {
    return { hidden: linear(`${name}.hid`), mean: linear(`${name}.mu`), sd: linear(`${name}.sd`) }
  }
  const [factors, width] = stored.query.shape
  return {
    extractor: {
      projection: linear('gru.proj'),
      input: { weight: matrix('gru.wi'), bias: vector('gru.bi') },
      recurrent: { weight: matrix('gru.wh'), bias: vector('gru.bh') },
    },
    prior: {
      query: tensorOf<tf.Tensor2D>(stored.query),
      key: matrix('key.weight'),
      value: tf.transpose(
        tensorOf<tf.Tensor2D>(stored['value.weight']).reshape<tf.Tensor3D>([factors, width, width]),
        [0, 2, 1],
      ),
      distribution: gaussian('prior_net'),
    },
    alpha: gaussian('alpha'),
    beta: linear('beta'),
    posterior: {
      portfolios: matrix('port.weight'),
      mean: linear('post_mu'),
      sd: linear('post_sd'),
    },
  }
}

/** The same tree, each tensor as plain numbers. */
export function numbersOf(params: Params): Record<string, ArrayLike<number>> {
  const numbers: Record<string, ArrayLike<number>> = {}
  mapParams(params, (tensor, name) => {
    numbers[name] = tensor.dataSync()
    return tensor
  })
  return numbers
}

/** The fixture's block: 3 dates, 6 assets, look-back 4; one asset masked on two of the dates. */
export function block() {
  const mask = tensorOf<tf.Tensor2D>(reference.inputs.mask)
  return {
    sequences: { values: tensorOf<tf.Tensor3D>(reference.inputs.x), mask },
    labels: tensorOf<tf.Tensor2D>(reference.inputs.y),
  }
}

export function largestGap(got: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (got.length !== expected.length) return Number.POSITIVE_INFINITY
  return Array.from(expected).reduce((worst, x, i) => {
    const gap = Math.abs(x - got[i])
    return gap <= worst ? worst : Number.isNaN(gap) ? Number.POSITIVE_INFINITY : gap
  }, 0)
}
