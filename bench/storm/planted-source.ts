import * as tf from '@tensorflow/tfjs'
import type { StormInputs, StormTargets } from '../../src/model/storm/inputs.js'
import type { StormSource } from '../../src/strategy/predictor/storm/source.js'
import { MARKET, type PlantedMarket } from './planted-market.js'

/** W and p of section D.2. */
export const [LOOKBACK, PATCH] = [16, 4]
/** Rows of training and rows of prediction. */
export const RANGES = { first: LOOKBACK + 1, split: 1200, end: MARKET.dates }

/** Rows `t − W … t − 1` of each date, all stocks; features are what is reconstructed. */
export function plantedSource(market: PlantedMarket): StormSource {
  const { first, split } = RANGES
  return {
    days: Int32Array.from({ length: split - first }, (_, i) => first + i),
    block: (days) => plantedBlock(market, days),
  }
}

export function plantedBlock(
  { values, labels }: PlantedMarket,
  days: Int32Array,
): { readonly inputs: StormInputs; readonly targets: StormTargets } {
  const { stocks, features } = MARKET
  const [dates, row] = [days.length, stocks * features]
  const windows = new Float32Array(dates * LOOKBACK * row)
  const returns = new Float32Array(dates * stocks)
  days.forEach((day, b) => {
    windows.set(values.subarray((day - LOOKBACK) * row, day * row), b * LOOKBACK * row)
    returns.set(labels.subarray(day * stocks, (day + 1) * stocks), b * stocks)
  })
  const byDay = tf.tensor2d(windows, [dates * LOOKBACK, row])
  const patches = byDay
    .reshape([dates, LOOKBACK, stocks, features])
    .transpose([0, 2, 1, 3])
    .reshape<tf.Tensor2D>([-1, PATCH * features])
  const mask = tf.ones<tf.Rank.R2>([dates, stocks])
  return {
    inputs: { patches, days: byDay, mask },
    targets: {
      patches,
      days: byDay,
      present: mask,
      labels: tf.tensor2d(returns, [dates, stocks]),
      labelled: mask,
    },
  }
}
