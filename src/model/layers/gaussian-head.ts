import * as tf from '@tensorflow/tfjs'
import { type Key, split } from '../../tensor/random.js'
import { LEAKY_SLOPE, leakyRelu } from './leaky-relu.js'
import { initLinear, type Linear, linear } from './linear.js'

/** A hidden layer of the input's width, then mean and standard deviation of one number. */
export type GaussianHead = {
  readonly hidden: Linear
  readonly mean: Linear
  readonly sd: Linear
}

export interface Activations {
  /** Slope of LeakyReLU below 0. */
  readonly leakySlope: number
  /** Least standard deviation, in the label's unit: softplus underflows to 0 in float32. */
  readonly sigmaFloor: number
}

export const ACTIVATIONS: Activations = { leakySlope: LEAKY_SLOPE, sigmaFloor: 1e-6 }

export function initGaussianHead(key: Key, width: number): GaussianHead {
  const [hiddenKey, meanKey, sdKey] = split(key, 3)
  return {
    hidden: initLinear(hiddenKey, [width, width]),
    mean: initLinear(meanKey, [width, 1]),
    sd: initLinear(sdKey, [width, 1]),
  }
}

/** `a = LeakyReLU(x W + b)`, `μ = a w + c`, `σ = softplus(a w′ + c′) + floor`: `[rows]` each of `[rows, H]`. */
export function gaussianHead(
  { hidden, mean, sd }: GaussianHead,
  x: tf.Tensor2D,
  { leakySlope, sigmaFloor }: Activations = ACTIVATIONS,
): { readonly mean: tf.Tensor1D; readonly sd: tf.Tensor1D } {
  const activated = leakyRelu(linear(hidden, x), leakySlope)
  return {
    mean: linear(mean, activated).flatten(),
    sd: positive(linear(sd, activated), sigmaFloor).flatten(),
  }
}

/** `softplus(x) + floor = ln(1 + eˣ) + floor` */
export function positive<T extends tf.Tensor>(x: T, floor = ACTIVATIONS.sigmaFloor): T {
  return tf.softplus(x).add<T>(floor)
}
