import * as tf from '@tensorflow/tfjs'
import { FUSED, hasKernel, runKernel } from '../kernels/kernels.js'
import { keepFor } from '../tensor/gradient.js'
import { bookReturns, type LossCosts } from './costs.js'
import { explainedVariance, marketHedged, sharpe } from './sharpe.js'

/** Books of the last S of D dates with returns and residuals; the first is the previous book. */
export interface Measured {
  /** `[S, n]` */
  readonly books: tf.Tensor2D
  /** `[D, n]` */
  readonly residuals: tf.Tensor2D
  /** `[D, n]` */
  readonly returns: tf.Tensor2D
  /** `[n]`, 1 for the assets whose variance counts. */
  readonly present: tf.Tensor1D
  /** `[S − 1]` */
  readonly market: tf.Tensor1D
}

export interface LossWeights extends LossCosts {
  /** λ_Var */
  readonly explainedVarianceWeight: number
  /** Whether the Sharpe ratio is taken after a market hedge. */
  readonly hedged: boolean
}

/**
 * Five scalars: the loss `−(net Sharpe + λ_Var · EV)`, the daily net and gross Sharpe ratios, the mean
 * turnover, the explained variance. Each has a gradient in the books and the residuals.
 */
export function blockMeasures(measured: Measured, weights: LossWeights): tf.Scalar[] {
  return hasKernel(FUSED.blockMeasures) ? fused(measured, weights) : plain(measured, weights)
}

function plain({ books, residuals, returns, present, market }: Measured, weights: LossWeights) {
  const [steps, n] = books.shape
  const before = residuals.shape[0] - steps
  const earned = tf.slice2d(returns, [before, 0], [steps, n])
  const left = tf.slice2d(residuals, [before, 0], [steps, n])
  const { grossReturns, turnover, netReturns } = bookReturns(books, earned, weights)
  const judged = weights.hedged ? marketHedged(netReturns, market) : netReturns
  const netSharpe = sharpe(judged)
  const explained = explainedVariance(left, earned, present)
  const loss = tf.neg(netSharpe.add(explained.mul(weights.explainedVarianceWeight))) as tf.Scalar
  return [loss, netSharpe, sharpe(grossReturns), turnover.mean() as tf.Scalar, explained]
}

/** The same in one kernel, summed in double. */
function fused({ books, residuals, returns, present, market }: Measured, weights: LossWeights) {
  const attributes = { ...weights, hedged: Number(weights.hedged) }
  const numbers = tf.customGrad((b, e, save) => {
    const inputs = { books: b as tf.Tensor, residuals: e as tf.Tensor }
    keepFor(save, [inputs.books, inputs.residuals, returns, present, market])
    return {
      value: runKernel(FUSED.blockMeasures, { ...inputs, returns, present, market }, attributes)[0],
      gradFunc: (dy: tf.Tensor, [held, left, earned, counted, hedge]: tf.Tensor[]) =>
        runKernel(
          FUSED.blockMeasuresGradient,
          { dy, books: held, residuals: left, returns: earned, present: counted, market: hedge },
          attributes,
        ),
    }
  })(books, residuals)
  return tf.unstack(numbers) as tf.Scalar[]
}
