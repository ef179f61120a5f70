import type * as tf from '@tensorflow/tfjs'
import { filled } from '../../tensor/filled.js'
import type { DatedFactors } from './rolling-pca.js'

export interface FactorTensors {
  /** `[S, K, n]` each. */
  readonly weights: tf.Tensor3D
  readonly betas: tf.Tensor3D
  /** `[S, n]`, 1 where a book may hold the asset on that day. */
  readonly members: tf.Tensor2D
}

/** The factors of S days over the n columns of a block. */
export function factorTensors(
  factors: readonly DatedFactors[],
  columns: Int32Array,
): FactorTensors {
  const [steps, n] = [factors.length, columns.length]
  const counts = factors.map(({ weights, universe }) => weights.length / (universe.length || 1))
  const factorCount = Math.max(0, ...counts)
  const shape = [steps, factorCount, n]
  const ones = ({ universe }: DatedFactors) => new Float32Array(universe.length).fill(1)
  const placed = (valuesOf: (day: DatedFactors) => Float32Array, rows: number) => {
    return (to: Float32Array) => place(factors, columns, { valuesOf, rows, to })
  }
  return {
    weights: filled<tf.Tensor3D>(
      shape,
      placed((day) => day.weights, factorCount),
    ),
    betas: filled<tf.Tensor3D>(
      shape,
      placed((day) => day.betas, factorCount),
    ),
    members: filled<tf.Tensor2D>([steps, n], placed(ones, 1)),
  }
}

interface Placing {
  /** `[rows, universe]` of a day. */
  valuesOf(day: DatedFactors): Float32Array
  readonly rows: number
  /** `[S, rows, n]` */
  readonly to: Float32Array
}

/** Writes values over each day's universe to the block's columns. */
function place(
  factors: readonly DatedFactors[],
  columns: Int32Array,
  { valuesOf, rows, to }: Placing,
): void {
  const placeOf = new Map(Array.from(columns, (column, i) => [column, i]))
  factors.forEach((day, step) => {
    const values = valuesOf(day)
    day.universe.forEach((column, from) => {
      const i = placeOf.get(column)
      if (i === undefined) return
      for (let k = 0; k < rows; k++) {
        to[(step * rows + k) * columns.length + i] = values[k * day.universe.length + from]
      }
    })
  })
}
