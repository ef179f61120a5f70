import { z } from 'zod'
import type { StrategyInfo } from '../../catalogue.js'
import type { MarketView } from '../../data/source.js'
import type { Execution } from '../../execution/settings.js'
import type { DateRange, TrainingEpoch } from '../../results.js'
import type { Params } from '../../tensor/params.js'
import type { MemoryNeed, StrategyInputs } from '../inputs.js'
import { meanOfPredictions } from '../mean-of-predictions.js'
import { parseSettings } from '../parse-settings.js'
import { perSeed } from '../per-seed.js'
import { predictedBook } from '../predicted-book.js'
import type { Predictor } from '../predictor.js'
import type { FitOptions, TrainedStrategy } from '../strategy.js'
import { medianUniverse, universeColumns } from '../universe.js'
import { checkpointOf, paramsOf } from './checkpoint.js'
import type { MarketSize } from './network.js'
import { topkDropRule } from './portfolio.js'
import { inReturnUnits } from './return-units.js'
import {
  type PortfolioSettings,
  portfolioSettings,
  selectionOf,
  type TargetSettings,
  targetSettings,
} from './settings.js'
import { withheldColumns } from './withheld.js'

export type PredictorConfig = TargetSettings & PortfolioSettings & Execution

/** What one predictor adds to what all have in common. */
export interface PredictorPieces<Config extends PredictorConfig> {
  readonly info: StrategyInfo
  readonly defaultSeedCount: number
  readonly settings: z.ZodRawShape
  memory(config: Config): MemoryNeed
  /** Where it reads bars. */
  bars?(config: Config): StrategyInputs['bars']
  smaller?(config: Config, share: number): Config | null
  fit(
    view: MarketView,
    range: DateRange,
    options: FitOptions<Config>,
  ): Promise<{ readonly params: Params; readonly epochs: readonly TrainingEpoch[] }>
  /** Predictions in the label's unit, from the parameters that `fit` made, which it owns. */
  predictor(params: Params, config: Config, size: MarketSize): Predictor
}

/**
 * A method that predicts returns with their risk and holds the best names by TopK-Drop. Its seeds
 * combine by their predictions.
 */
export function predictorStrategy<Config extends PredictorConfig>(
  pieces: PredictorPieces<Config>,
): TrainedStrategy<Config> {
  const { info, smaller } = pieces
  const settings = z.strictObject({ ...pieces.settings, ...targetSettings, ...portfolioSettings })
  return {
    info,
    trains: true,
    defaultSeedCount: pieces.defaultSeedCount,
    settings,
    parseConfig: (overrides) => parseSettings(info.name, settings, overrides) as unknown as Config, // the shapes that were joined
    inputs: (config) => ({
      ranks: selectionOf(config),
      ...(pieces.bars && { bars: pieces.bars(config) }),
      memory: pieces.memory(config),
    }),
    ...(smaller && { smaller: (config, share) => smaller(config, share) }),
    async fit(view, range, options) {
      const { params, epochs } = await pieces.fit(view, range, options)
      return { checkpoint: checkpointOf(info.name, view, params), epochs }
    },
    restore(checkpoints, { view, train, config }) {
      const size = marketSize(view, train, config)
      const seeds = perSeed(checkpoints, (checkpoint) =>
        pieces.predictor(paramsOf(checkpoint, view), config, size),
      )
      const predictor = inReturnUnits(meanOfPredictions(seeds), config)
      const rule = topkDropRule(config, size.universe)
      return predictedBook({ predictor, rule, execution: config })
    },
  }
}

export function marketSize(
  view: MarketView,
  range: DateRange,
  { withheldNames }: Pick<TargetSettings, 'withheldNames'>,
): MarketSize {
  const withheld = new Set(withheldColumns(view, range, withheldNames))
  return {
    characteristicCount: view.characteristics.definitions.length,
    universe: medianUniverse(view, range),
    trained: universeColumns(view, range).filter((column) => !withheld.has(column)),
  }
}
