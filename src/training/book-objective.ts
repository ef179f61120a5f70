import * as tf from '@tensorflow/tfjs'
import { blockMeasures, type Measured } from '../portfolio/measures.js'
import type { TrainingSettings } from './settings.js'
import type { SharpeObjective } from './sharpe-task.js'

export type ObjectiveSettings = Pick<
  TrainingSettings,
  'hedgedLoss' | 'shortCostBps' | 'tradingCostBps' | 'trainingCostMultiple' | 'trainingLag'
> & {
  /** λ_Var; 0 where nothing learns from the explained variance. */
  readonly explainedVarianceWeight: number
}

const BASIS_POINT = 1e-4

/**
 * `−(net Sharpe + λ_Var · EV)` of books `[S, n]`; the first book only opens. With a lag the books of
 * the last days are not held within the block, and returns of the first days are not earned.
 */
export function bookObjective(
  books: tf.Tensor2D,
  block: Omit<Measured, 'books'>,
  config: ObjectiveSettings,
): SharpeObjective {
  const { trainingLag } = config
  const [steps, n] = books.shape
  const held = trainingLag > 0 ? tf.slice2d(books, [0, 0], [steps - trainingLag, n]) : books
  const [loss, netSharpe, grossSharpe, turnover, explainedVariance] = blockMeasures(
    { ...block, books: held },
    {
      tradingCost: config.trainingCostMultiple * config.tradingCostBps * BASIS_POINT,
      shortCost: config.shortCostBps * BASIS_POINT,
      explainedVarianceWeight: config.explainedVarianceWeight,
      hedged: config.hedgedLoss,
    },
  )
  return { loss, netSharpe, grossSharpe, turnover, explainedVariance }
}
