import { mean, variance } from '../accounts/moments.js'
import type { AgentMarket } from './market.js'
import { FIRST_PRICE } from './trader.js'

/** Returns that an agent sees beside the states, and the dates over which their size is taken. */
const RETURN_COUNT = 5
export const SIZE_DATES = 63
const LEAST_DATES = 20
const BOUND = 5

/**
 * The last 5 returns before a row, oldest first, over the standard deviation of the last 63: clipped to
 * ±5, 0 where missing or while fewer than 20 are known. `returns` are those of one asset by row.
 */
export function recentReturns(returns: Float64Array, row: number): Float32Array {
  const known = returns.subarray(Math.max(0, row - SIZE_DATES), row).filter(Number.isFinite)
  const size = known.length < LEAST_DATES ? 0 : Math.sqrt(variance(known))
  return Float32Array.from({ length: RETURN_COUNT }, (_, i) => {
    const value = returns[row - RETURN_COUNT + i]
    return size > 0 && Number.isFinite(value) ? clipped(value / size) : 0
  })
}

/** Mean and standard deviation of each state over the rows an agent is trained on, `[w]` each. */
export interface Scaling {
  readonly mean: Float32Array
  readonly deviation: Float32Array
}

/** Of `[n, w]` states. */
export function scalingOf(states: Float32Array, width: number): Scaling {
  const columns = Array.from({ length: width }, (_, j) =>
    states.filter((_, at) => at % width === j),
  )
  return {
    mean: Float32Array.from(columns, mean),
    deviation: Float32Array.from(columns, (column) => Math.sqrt(variance(column))),
  }
}

/** `(s − mean) / deviation`, clipped to ±5; 0 where the state never changed in training. */
export function scaled(states: Float32Array, scaling: Scaling): Float32Array {
  return Float32Array.from(states, (state, j) => {
    const size = scaling.deviation[j]
    return size > 0 ? clipped((state - scaling.mean[j]) / size) : 0
  })
}

/** What a row's decision is made on: scaled states `[w]`, then the recent returns. */
export function inputsOf(
  states: Float32Array,
  scaling: Scaling,
  returns: Float64Array,
  row: number,
): Float32Array {
  const inputs = new Float32Array(states.length + RETURN_COUNT)
  inputs.set(scaled(states, scaling))
  inputs.set(recentReturns(returns, row), states.length)
  return inputs
}

/** States `[n, w]` of rows `from … from + n − 1`, and the asset's returns by row. */
export interface TrainingRows {
  readonly states: Float32Array
  readonly width: number
  readonly returns: Float64Array
  readonly from: number
}

/** The market an agent is trained on; a missing return leaves the price as it is. */
export function trainingMarket(rows: TrainingRows, scaling: Scaling): AgentMarket {
  const { states, width, returns, from } = rows
  const count = width === 0 ? 0 : states.length / width
  const inputs = new Float32Array(count * (width + RETURN_COUNT))
  const prices = new Float64Array(count + 1).fill(FIRST_PRICE)
  for (let i = 0; i < count; i++) {
    const row = states.subarray(i * width, (i + 1) * width)
    inputs.set(inputsOf(row, scaling, returns, from + i), i * (width + RETURN_COUNT))
    const earned = returns[from + i]
    prices[i + 1] = prices[i] * (1 + (Number.isFinite(earned) ? earned : 0))
  }
  return { width: width + RETURN_COUNT, inputs, prices }
}

function clipped(value: number): number {
  return Math.max(-BOUND, Math.min(BOUND, value))
}
