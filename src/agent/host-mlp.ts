import type { Linear } from '../model/layers/linear.js'
import type { Mlp } from './mlp.js'

/** The values of a network, for one row at a time. */
export interface HostMlp {
  readonly layers: readonly HostLayer[]
}

interface HostLayer {
  /** `[inputs, outputs]` */
  readonly weight: Float32Array
  readonly bias: Float32Array
}

/** A rollout moves by one row, for which an engine's operations cost more than the sums. */
export function onHost({ first, second, output }: Mlp): HostMlp {
  return { layers: [first, second, output].map(valuesOf) }
}

/** As `forward`, of one row, in double. */
export function outputsOf({ layers }: HostMlp, row: ArrayLike<number>): Float64Array {
  let values: ArrayLike<number> = row
  layers.forEach((layer, i) => {
    const sums = weighted(layer, values)
    values = i < layers.length - 1 ? sums.map(Math.tanh) : sums
  })
  return values as Float64Array // of the output layer
}

function weighted({ weight, bias }: HostLayer, input: ArrayLike<number>): Float64Array {
  const sums = Float64Array.from(bias)
  const count = sums.length
  for (let i = 0; i < input.length; i++) {
    const x = input[i]
    for (let j = 0; j < count; j++) sums[j] += x * weight[i * count + j]
  }
  return sums
}

function valuesOf({ weight, bias }: Linear): HostLayer {
  return { weight: weight.dataSync<'float32'>().slice(), bias: bias.dataSync<'float32'>().slice() }
}
