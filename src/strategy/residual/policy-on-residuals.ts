import * as tf from '@tensorflow/tfjs'
import type { MarketView } from '../../data/source.js'
import type { SettingsSchema } from '../../lib/settings.js'
import type { TrainedPolicy } from '../../policy/trained-policy.js'
import type { DateRange } from '../../results.js'
import { download } from '../../tensor/download.js'
import { disposeParams, fromBytes, type Params, toBytes } from '../../tensor/params.js'
import { trainSeed } from '../../training/seed.js'
import type {
  Factors,
  Fit,
  FitOptions,
  Fitted,
  ResidualWindows,
  Strategy,
  StrategyInfo,
} from '../strategy.js'
import type { TrainingSettings } from './policy-settings.js'
import { policyData, policyTask } from './policy-task.js'
import type { RollingFactors } from './rolling-factors.js'
import { rollingResiduals } from './rolling-residuals.js'
import { SteadyFactors } from './steady-factors.js'

export type PolicyConfig = TrainingSettings & { readonly factorCount: number }

/** A method that trains a policy on residuals of factors that are given: its pieces. */
export interface PolicyOnResiduals<Config extends PolicyConfig, P extends Params> {
  readonly info: StrategyInfo
  readonly settings: SettingsSchema
  parseConfig(overrides: Record<string, unknown>): Config
  assertFits?(view: MarketView, train: DateRange, config: Config): void
  factors(config: Config, cache: string | null): RollingFactors
  policy(config: Config): TrainedPolicy<P>
  /** Factor portfolios that its books hold, the first so many of the market's; none by default. */
  factorLegs?(config: Config): number
}

/**
 * Residuals of rolling factors, a policy on them trained on the net Sharpe ratio of the composed
 * book: blocks, costs, optimiser and schedule are those of `attention-longconv`.
 */
export function policyOnResiduals<Config extends PolicyConfig, P extends Params>(
  pieces: PolicyOnResiduals<Config, P>,
): Strategy<Config> {
  return {
    ...pieces.info,
    needsEngine: true,
    defaultSeedCount: 2,
    needsFactorPortfolios: pieces.factorLegs !== undefined,
    settings: pieces.settings,
    parseConfig: pieces.parseConfig,
    assertFits: pieces.assertFits,
    fit: (view, range, options) => fitPolicy(pieces, view, range, options),
    restore(checkpoint, view, range, config, cache = null) {
      pieces.assertFits?.(view, range, config)
      return new FittedPolicy(pieces, checkpoint, config, cache)
    },
  }
}

async function fitPolicy<Config extends PolicyConfig, P extends Params>(
  pieces: PolicyOnResiduals<Config, P>,
  view: MarketView,
  range: DateRange,
  { config, seed, key, signal, cache = null, onEpoch }: FitOptions<Config>,
): Promise<Fit> {
  pieces.assertFits?.(view, range, config)
  const panel = await rollingResiduals(view, range, pieces.factors(config, cache), { signal })
  const data = policyData(view, panel, config.factorCount, config)
  const task = policyTask(pieces.policy(config), data, config)
  const { params, epochs } = await trainSeed(task, range, { config, seed, key, signal, onEpoch })
  const checkpoint = toBytes(params, { strategy: pieces.info.name })
  disposeParams(params)
  return { checkpoint, epochs }
}

class FittedPolicy<Config extends PolicyConfig, P extends Params> implements Fitted {
  readonly factorCount: number
  readonly lookback: number
  readonly factorLegs: number
  readonly #factors: SteadyFactors
  readonly #policy: TrainedPolicy<P>
  readonly #params: P

  constructor(
    { info, factors, policy, factorLegs }: PolicyOnResiduals<Config, P>,
    checkpoint: Uint8Array | null,
    config: Config,
    cache: string | null,
  ) {
    if (!checkpoint) throw new Error(`${info.name} is restored from a checkpoint`)
    this.#params = fromBytes(checkpoint).params as P // the names and shapes that toFit wrote
    this.#policy = policy(config)
    this.#factors = new SteadyFactors(factors(config, cache))
    this.factorCount = config.factorCount
    this.lookback = config.lookback
    this.factorLegs = factorLegs?.(config) ?? 0
  }

  factorsAt(view: MarketView): Factors {
    return this.#factors.at(view)
  }

  policyAt({ count, lookback, values }: ResidualWindows): Float32Array {
    if (count === 0) return new Float32Array()
    const newestFirst = new Float32Array(lookback * count)
    for (let asset = 0; asset < count; asset++) {
      for (let lag = 0; lag < lookback; lag++) {
        newestFirst[lag * count + asset] = values[asset * lookback + lookback - 1 - lag]
      }
    }
    return download(() =>
      this.#policy.weights(this.#params, tf.tensor2d(newestFirst, [lookback, count])),
    )
  }

  dispose(): void {
    this.#factors.flush()
    disposeParams(this.#params)
  }
}
