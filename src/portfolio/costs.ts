import * as tf from '@tensorflow/tfjs'

/** Costs as fractions of the amount: `0.0005` is 5 bp. */
export interface LossCosts {
  readonly tradingCost: number
  readonly shortCost: number
}

/** Returns, turnover and short exposure of books, `[B]` each. */
export interface BookReturns {
  readonly grossReturns: tf.Tensor1D
  readonly turnover: tf.Tensor1D
  readonly shortExposure: tf.Tensor1D
  readonly netReturns: tf.Tensor1D
}

/**
 * Returns of books `[B + 1, n]` over dates `[B + 1, n]`. The first row is the
 * previous book and has no return. On each later date, as in the accounts,
 *
 *     net = w·R − tradingCost · ‖w_t − w_(t−1)‖₁ − shortCost · ‖min(w, 0)‖₁
 */
export function bookReturns(
  books: tf.Tensor2D,
  returns: tf.Tensor2D,
  { tradingCost, shortCost }: LossCosts,
): BookReturns {
  const [rows, n] = books.shape
  const held = tf.slice2d(books, [1, 0], [rows - 1, n])
  const before = tf.slice2d(books, [0, 0], [rows - 1, n])
  const earned = tf.slice2d(returns, [1, 0], [rows - 1, n])
  const grossReturns = held.mul(earned).sum<tf.Tensor1D>(1)
  const turnover = held.sub(before).abs().sum<tf.Tensor1D>(1)
  const shortExposure = tf.relu(tf.neg(held)).sum<tf.Tensor1D>(1)
  const costs = turnover.mul(tradingCost).add(shortExposure.mul(shortCost))
  return { grossReturns, turnover, shortExposure, netReturns: grossReturns.sub(costs) }
}
