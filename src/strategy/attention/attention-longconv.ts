import * as tf from '@tensorflow/tfjs'
import type { MarketView } from '../../data/source.js'
import { UserError } from '../../lib/errors.js'
import { policyWeights } from '../../policy/long-conv.js'
import { ridgeBetas } from '../../residuals/chain.js'
import type { DateRange } from '../../results.js'
import { download } from '../../tensor/download.js'
import { disposeParams, fromBytes, toBytes } from '../../tensor/params.js'
import { trainSeed } from '../../training/seed.js'
import { ATTENTION_LONGCONV } from '../catalogue.js'
import type { Factors, Fit, FitOptions, Fitted, ResidualWindows, Strategy } from '../strategy.js'
import { universeOf } from '../universe.js'
import { characteristicsOf } from './blocks.js'
import { factorWeights, type StrategyParams } from './objective.js'
import { type AttentionConfig, attentionSettings, parseAttentionConfig } from './settings.js'
import { attentionTask, trainingData } from './task.js'

/**
 * Attention Factors for statistical arbitrage (Epstein, Wang, Choi, Pelger 2025): factors that
 * attend to characteristics, ridge betas, a long-convolution policy on the residuals, trained
 * together on the net Sharpe ratio plus explained variance.
 */
export const attentionLongConv: Strategy<AttentionConfig> = {
  ...ATTENTION_LONGCONV,
  needsEngine: true,
  defaultSeedCount: 2,
  settings: attentionSettings,
  parseConfig: parseAttentionConfig,
  fit,
  restore: (checkpoint, view, _train, config) => new AttentionLongConv(checkpoint, view, config),
}

/** What a checkpoint says of itself. */
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
  const { params, epochs } = await trainSeed(attentionTask(data, options.config), range, options)
  const meta: CheckpointMeta = {
    strategy: ATTENTION_LONGCONV.name,
    factorCount: params.factors.queries.shape[0],
    characteristics: namesOf(view),
  }
  const checkpoint = toBytes(params, meta)
  disposeParams(params)
  return { checkpoint, epochs }
}

class AttentionLongConv implements Fitted {
  readonly factorCount: number
  readonly lookback: number
  readonly #params: StrategyParams
  readonly #config: AttentionConfig

  constructor(checkpoint: Uint8Array | null, view: MarketView, config: AttentionConfig) {
    if (!checkpoint) throw new Error(`${ATTENTION_LONGCONV.name} is restored from a checkpoint`)
    const { params, meta } = fromBytes(checkpoint)
    const { factorCount, characteristics } = meta as CheckpointMeta // written by toFit
    const found = namesOf(view)
    if (characteristics.join() !== found.join()) {
      disposeParams(params)
      throw new UserError(
        `the checkpoint was trained on the characteristics ${characteristics.join(', ')} and the ` +
          `data has ${found.join(', ')}; train the window again`,
      )
    }
    this.#params = params as StrategyParams // the names and shapes that toFit wrote
    this.#config = config
    this.factorCount = factorCount
    this.lookback = config.lookback
  }

  factorsAt(view: MarketView): Factors {
    const universe = universeOf(view)
    const n = universe.length
    if (n === 0)
      return { weights: new Float32Array(), betas: new Float32Array(), covered: new Uint8Array() }
    const values = characteristicsOf(view, view.dates.length, 1, universe)
    const weights = download(() => {
      const block = {
        values: tf.tensor2d(values, [n, values.length / n]),
        mask: tf.ones([1, 1, n]) as tf.Tensor3D,
      }
      return factorWeights(this.#params, block, this.#config)
    })
    const betas = ridgeBetas(weights, this.factorCount, this.#config.ridge)
    return { weights, betas, covered: new Uint8Array(n).fill(1) }
  }

  policyAt({ count, lookback, values }: ResidualWindows): Float32Array {
    if (count === 0) return new Float32Array()
    const byLag = new Float32Array(lookback * count)
    for (let asset = 0; asset < count; asset++) {
      for (let lag = 0; lag < lookback; lag++) {
        byLag[lag * count + asset] = values[asset * lookback + lookback - 1 - lag]
      }
    }
    return download(() =>
      policyWeights(this.#params.policy, tf.tensor2d(byLag, [lookback, count]), this.#config),
    )
  }

  dispose(): void {
    disposeParams(this.#params)
  }
}

function namesOf({ characteristics }: MarketView): string[] {
  return characteristics.definitions.map(({ name }) => name)
}
