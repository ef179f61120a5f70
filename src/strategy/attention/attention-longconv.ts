import { strategyInfo } from '../../catalogue.js'
import type { MarketView } from '../../data/source.js'
import { UserError } from '../../lib/errors.js'
import { policyWeights } from '../../policy/long-conv.js'
import type { DateRange } from '../../results.js'
import { disposeParams, fromBytes, toBytes } from '../../tensor/params.js'
import { trainFrom, warmShare } from '../../training/warm-start.js'
import { selectionOf } from '../characteristic-settings.js'
import type { Decider } from '../decider.js'
import { meanOfBooks } from '../mean-of-books.js'
import { networkPolicy } from '../network-policy.js'
import { perSeed } from '../per-seed.js'
import { residualBook } from '../residual-book.js'
import type { Fit, FitOptions, TrainedStrategy } from '../strategy.js'
import { blockMemory, withShorterBlocks } from '../training-memory.js'
import { attentionFactors } from './attention-factors.js'
import type { StrategyParams } from './objective.js'
import { type AttentionConfig, attentionSettings, parseAttentionConfig } from './settings.js'
import { attentionTask, trainingData } from './task.js'

const INFO = strategyInfo('attention-longconv')

/**
 * Attention Factors for statistical arbitrage (Epstein, Wang, Choi, Pelger 2025): factors that
 * attend to characteristics, ridge betas, a long-convolution policy on the residuals, trained
 * together on the net Sharpe ratio plus explained variance.
 */
export const attentionLongConv: TrainedStrategy<AttentionConfig> = {
  info: INFO,
  trains: true,
  defaultSeedCount: 2,
  settings: attentionSettings,
  parseConfig: parseAttentionConfig,
  inputs: (config) => ({
    ranks: selectionOf(config),
    memory: blockMemory(config, config.factorCount),
  }),
  smaller: withShorterBlocks,
  warmShare,
  fit,
  restore: (checkpoints, { view, config }) =>
    meanOfBooks(perSeed(checkpoints, (checkpoint) => restored(checkpoint, view, config))),
}

/** Stored with the parameters. */
interface CheckpointMeta {
  readonly strategy: string
  readonly factorCount: number
  readonly characteristics: readonly string[]
}

async function fit(
  view: MarketView,
  range: DateRange,
  options: FitOptions<AttentionConfig>,
): Promise<Fit> {
  const data = trainingData(view, range, options.config)
  const taskOf = (config: AttentionConfig) => attentionTask(data, config)
  const { params, epochs } = await trainFrom(taskOf, range, options)
  const meta: CheckpointMeta = {
    strategy: INFO.name,
    factorCount: params.factors.queries.shape[0],
    characteristics: namesOf(view),
  }
  const checkpoint = toBytes(params, meta)
  disposeParams(params)
  return { checkpoint, epochs }
}

/** One seed; throws a UserError where the data have other characteristics than it was trained on. */
function restored(checkpoint: Uint8Array, view: MarketView, config: AttentionConfig): Decider {
  const stored = fromBytes(checkpoint)
  const { factorCount, characteristics } = stored.meta as CheckpointMeta // written by `fit`
  const params = stored.params as StrategyParams // the names and shapes that `fit` wrote
  const found = namesOf(view)
  if (characteristics.join() !== found.join()) {
    disposeParams(params)
    throw new UserError(
      `the checkpoint was trained on the characteristics ${characteristics.join(', ')} and the ` +
        `data has ${found.join(', ')}; train the split again`,
    )
  }
  return residualBook({
    factors: attentionFactors(params, config, factorCount),
    execution: config,
    policy: networkPolicy(
      config.lookback,
      (windows) => policyWeights(params.policy, windows, config),
      () => disposeParams(params),
    ),
  })
}

function namesOf({ characteristics }: MarketView): string[] {
  return characteristics.definitions.map(({ name }) => name)
}
