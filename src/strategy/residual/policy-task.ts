import type * as tf from '@tensorflow/tfjs'
import type { MarketView } from '../../data/source.js'
import type { Execution } from '../../execution/settings.js'
import { UserError } from '../../lib/errors.js'
import type { TrainedPolicy } from '../../policy/trained-policy.js'
import { dollarNeutral, normalise } from '../../portfolio/weights.js'
import { composeFixed } from '../../residuals/compose.js'
import { windowsOf } from '../../residuals/windows.js'
import type { Params } from '../../tensor/params.js'
import type { Key } from '../../tensor/random.js'
import { bookObjective } from '../../training/book-objective.js'
import type { EpochMeasures } from '../../training/epochs.js'
import { stepDates, type TrainingRows, tooFewRows, trainingRows } from '../../training/rows.js'
import type { TrainingSettings } from '../../training/settings.js'
import { sharpeTask } from '../../training/sharpe-task.js'
import type { Task } from '../../training/task.js'
import { tradedLength } from '../traded-axis.js'
import { type ResidualBlock, residualBlockOf } from './blocks.js'
import type { FactorSettings } from './given-factors.js'
import type { RollingResiduals } from './rolling-residuals.js'

export type PolicyTaskSettings = FactorSettings &
  TrainingSettings &
  Pick<Execution, 'dollarNeutral'> & { readonly lookback: number }

/** The dates of a panel that may be trained on. */
export interface PolicyData {
  readonly view: MarketView
  readonly panel: RollingResiduals
  readonly rows: TrainingRows
}

/** The train range from the first date on which the factors cover an asset. */
export function policyData(
  view: MarketView,
  panel: RollingResiduals,
  config: PolicyTaskSettings,
): PolicyData {
  const covered = panel.residuals.findIndex((value) => !Number.isNaN(value))
  const end = panel.firstRow + panel.dates.length
  const first = covered < 0 ? end : panel.firstRow + Math.floor(covered / tradedLength(view))
  const rows = trainingRows({ first, end }, config)
  const dates = tooFewRows(rows, config)
  if (dates === null) return { view, panel, rows }
  throw new UserError(
    `${dates} trading dates with residuals to train on or validate with up to ` +
      `${view.dates[end - 1] ?? view.nextDate}; a step needs ${stepDates(config)} (lookback + 1 + blockDays): take a longer ` +
      'train range, or a smaller blockDays, validationYears or window',
  )
}

/** Training of a policy on residuals that are given, as the shared loop sees it. */
export function policyTask<P extends Params>(
  policy: TrainedPolicy<P>,
  { view, panel, rows }: PolicyData,
  config: PolicyTaskSettings,
): Task<P, EpochMeasures> {
  const settings = { ...config, explainedVarianceWeight: 0 } // it is measured, and not trained on
  return sharpeTask({
    rows,
    config,
    init: (key) => policy.init(key),
    objective(params, dates, dropoutKey) {
      const block = residualBlockOf(view, panel, dates)
      return bookObjective(books(policy, params, block, config, dropoutKey), block, settings)
    },
    decays: () => true,
    effectiveFactors: () => config.factorCount,
  })
}

/** Asset weights `Φᵀp` of the last D − L days with `‖w‖₁ = 1`, `[D − L, n]`. */
export function books<P extends Params>(
  policy: TrainedPolicy<P>,
  params: P,
  block: ResidualBlock,
  { lookback, dollarNeutral: isNeutral }: Pick<PolicyTaskSettings, 'lookback' | 'dollarNeutral'>,
  dropoutKey?: Key,
): tf.Tensor2D {
  const { tradable, members } = block
  const decided = policy
    .weights(params, windowsOf(block.residuals, lookback), { dropoutKey, tradable })
    .reshape<tf.Tensor2D>(tradable.shape)
    .mul<tf.Tensor2D>(tradable)
  const composed = composeFixed(block, decided)
  return normalise(isNeutral ? dollarNeutral(composed, members) : composed)
}
