import * as tf from '@tensorflow/tfjs'
import type { MarketView } from '../../data/source.js'
import { ridgeBetas } from '../../residuals/chain.js'
import { download } from '../../tensor/download.js'
import type { FactorSource, Factors } from '../factors.js'
import { universeOf } from '../universe.js'
import { characteristicsOf } from './blocks.js'
import { factorWeights, type StrategyParams } from './objective.js'
import type { AttentionConfig } from './settings.js'

/** Factors that attend to the characteristics of each date, with ridge betas. Disposes nothing. */
export function attentionFactors(
  params: StrategyParams,
  config: AttentionConfig,
  factorCount: number,
): FactorSource {
  return {
    factorCount,
    at: (view) => factorsAt(view, params, config, factorCount),
    dispose() {},
  }
}

function factorsAt(
  view: MarketView,
  params: StrategyParams,
  config: AttentionConfig,
  factorCount: number,
): Factors {
  const universe = universeOf(view)
  const n = universe.length
  const covered = new Uint8Array(n).fill(1)
  if (n === 0) return { weights: new Float32Array(), betas: new Float32Array(), covered }
  const values = characteristicsOf(view, view.dates.length, 1, universe)
  const weights = download(() => {
    const block = {
      values: tf.tensor2d(values, [n, values.length / n]),
      mask: tf.ones([1, 1, n]) as tf.Tensor3D,
    }
    return factorWeights(params, block, config)
  })
  return { weights, betas: ridgeBetas(weights, factorCount, config.ridge), covered }
}
