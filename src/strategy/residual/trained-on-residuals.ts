import type { z } from 'zod'
import type { StrategyInfo } from '../../catalogue.js'
import type { MarketView } from '../../data/source.js'
import type { Execution } from '../../execution/settings.js'
import type { TrainedPolicy } from '../../policy/trained-policy.js'
import type { DateRange } from '../../results.js'
import { disposeParams, fromBytes, type Params, toBytes } from '../../tensor/params.js'
import { type TrainingSettings, trainingSettings } from '../../training/settings.js'
import { trainFrom, warmShare } from '../../training/warm-start.js'
import { lookbackSetting } from '../long-conv-settings.js'
import { meanOfBooks } from '../mean-of-books.js'
import { networkPolicy } from '../network-policy.js'
import { perSeed } from '../per-seed.js'
import { residualBook } from '../residual-book.js'
import type { Fit, FitOptions, TrainedStrategy } from '../strategy.js'
import { blockMemory, withShorterBlocks } from '../training-memory.js'
import type { FactorSettings, GivenFactors } from './given-factors.js'
import { onResiduals } from './on-residuals.js'
import { policyData, policyTask } from './policy-task.js'
import { rollingResiduals } from './rolling-residuals.js'
import { steadyFactors } from './steady-factors.js'

/** How any policy on residuals is trained: as in `attention-longconv`. */
export type PolicyConfig = FactorSettings &
  TrainingSettings &
  Execution & { readonly lookback: number }

/** A policy that is trained on residuals: its own settings, and the network that they make. */
export interface NetworkPieces<Settings, P extends Params> {
  readonly settings: z.ZodRawShape
  network(settings: Settings & { readonly lookback: number }): TrainedPolicy<P>
}

/** The policy on the residuals of any factors: one entry of the list of policies in `methods.ts`. */
export function trainedBy<Settings, P extends Params>(pieces: NetworkPieces<Settings, P>) {
  return <F extends FactorSettings>(factors: GivenFactors<F>, info: StrategyInfo) =>
    trainedOnResiduals(factors, info, pieces)
}

/**
 * Residuals of given factors, a policy on them trained on the net Sharpe ratio of the composed
 * book: blocks, costs, optimiser and schedule are those of `attention-longconv`.
 */
function trainedOnResiduals<F extends FactorSettings, Settings, P extends Params>(
  factors: GivenFactors<F>,
  info: StrategyInfo,
  { settings, network }: NetworkPieces<Settings, P>,
): TrainedStrategy<F & Settings & PolicyConfig> {
  type Config = F & Settings & PolicyConfig
  return {
    ...onResiduals<F, Config>(info, factors, {
      settings: { ...lookbackSetting, ...trainingSettings, ...settings },
      memory: (config) => blockMemory(config, config.factorCount),
    }),
    trains: true,
    defaultSeedCount: 2,
    smaller: withShorterBlocks,
    warmShare,
    fit: (view, range, options) =>
      fitPolicy({ info, factors, policy: network(options.config) }, view, range, options),
    restore(checkpoints, { view, train, config, cache }) {
      factors.assertFits(view, train, config)
      const seeds = perSeed(checkpoints, (checkpoint) => {
        const params = fromBytes(checkpoint).params as P // the names and shapes that `fit` wrote
        return residualBook({
          factors: steadyFactors(factors, config, cache),
          policy: restoredPolicy(network(config), params, config.lookback),
          execution: config,
        })
      })
      return meanOfBooks(seeds)
    },
  }
}

function restoredPolicy<P extends Params>(policy: TrainedPolicy<P>, params: P, lookback: number) {
  return networkPolicy(
    lookback,
    (windows) => policy.weights(params, windows),
    () => disposeParams(params),
  )
}

interface FittedPieces<F extends FactorSettings, P extends Params> {
  readonly info: StrategyInfo
  readonly factors: GivenFactors<F>
  readonly policy: TrainedPolicy<P>
}

async function fitPolicy<F extends FactorSettings, P extends Params>(
  { info, factors, policy }: FittedPieces<F, P>,
  view: MarketView,
  range: DateRange,
  options: FitOptions<F & PolicyConfig>,
): Promise<Fit> {
  const { config, signal, cache = null } = options
  factors.assertFits(view, range, config)
  const panel = await rollingResiduals(view, range, factors.open(config, cache), { signal })
  const data = policyData(view, panel, config)
  const taskOf = (chosen: F & PolicyConfig) => policyTask(policy, data, chosen)
  const { params, epochs } = await trainFrom(taskOf, range, options)
  const checkpoint = toBytes(params, { strategy: info.name })
  disposeParams(params)
  return { checkpoint, epochs }
}
