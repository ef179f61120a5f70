import * as tf from '@tensorflow/tfjs'

/** Added to the standard deviation, so that a book without positions has a Sharpe ratio of 0. */
const SHARPE_EPSILON = 1e-5
/** Added to the variance under the root: its gradient stays finite for a book without positions. */
const ROOT_EPSILON = 1e-16
/** Added to an asset's return variance before dividing by it. */
const VARIANCE_EPSILON = 1e-12

/** Daily Sharpe ratio `x̄ / (sd + ε)` of `[B]` returns, population sd. */
export function sharpe(returns: tf.Tensor1D): tf.Scalar {
  return tf.tidy(() => {
    const mean = returns.mean()
    const variance = returns.sub(mean).square().mean()
    return mean.div(variance.add(ROOT_EPSILON).sqrt().add(SHARPE_EPSILON))
  })
}

/**
 * Returns less their own beta times the market's, `x − b m`, `[B]`, with `b = Cov(x, m) / Var(m)`
 * over these dates and inside the gradient, so that market exposure is not rewarded.
 */
export function marketHedged(returns: tf.Tensor1D, market: tf.Tensor1D): tf.Tensor1D {
  return tf.tidy(() => {
    const centred = market.sub(market.mean())
    const spread = centred.square().sum().add(VARIANCE_EPSILON)
    const beta = returns.mul(centred).sum().div(spread)
    return returns.sub(market.mul(beta))
  })
}

/**
 * Explained variance `(1/N) Σ_i (1 − Var(ε_i) / Var(R_i))`, variances over D dates of `[D, n]`
 * (Epstein et al. 2025, section 3). `present` is `[n]`, 1 for the N assets that count.
 */
export function explainedVariance(
  residuals: tf.Tensor2D,
  returns: tf.Tensor2D,
  present: tf.Tensor1D,
): tf.Scalar {
  return tf.tidy(() => {
    const left = varianceOverTime(residuals)
    const total = varianceOverTime(returns).add(VARIANCE_EPSILON)
    const shares = tf.sub(1, left.div(total)).mul(present)
    return shares.sum().div(tf.maximum(present.sum(), 1))
  })
}

/** Population variance of each column, `[1, n]` of `[D, n]`, by products with a row of 1/D. */
function varianceOverTime(values: tf.Tensor2D): tf.Tensor2D {
  const days = values.shape[0]
  const average: tf.Tensor2D = tf.fill([1, days], 1 / days)
  const centred = values.sub<tf.Tensor2D>(tf.matMul(average, values))
  return tf.matMul(average, centred.square())
}
