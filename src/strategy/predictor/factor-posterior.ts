import * as tf from '@tensorflow/tfjs'
import type { PosteriorParams } from '../../model/factor-vae/params.js'
import { posteriorOf } from '../../model/factor-vae/posterior.js'
import type { LatentFactors } from '../../results.js'
import type { LabelKind } from '../../training/label-kinds.js'
import { labels } from '../../training/labels.js'
import { downloaded } from './downloaded.js'

/** What a date's posterior is computed from once its returns are known. */
export interface PosteriorInputs {
  /** `[n, H]` embeddings of the date's universe. */
  readonly embedding: Float32Array
  /** `[n]` simple returns of the date, NaN where missing. */
  readonly returns: Float64Array
  readonly label: LabelKind
  readonly sigmaFloor: number
}

/**
 * Posterior of a date's factors given its returns, in the unit of the label that training standardised
 * them to; assets without a return are masked as in training. NaN where the date has no label.
 */
export function posteriorOn(
  params: PosteriorParams,
  { embedding, returns, label: kind, sigmaFloor }: PosteriorInputs,
): LatentFactors {
  const n = returns.length
  const ofDate = { returns, universe: new Uint8Array(2 * n).fill(1) }
  const targets = labels(ofDate, { kind, horizon: 1, labelLag: 0 })
  if (targets.every(Number.isNaN)) return missing(params.mean.bias.size)
  const [hidden] = params.portfolios.shape
  const [mean, risk] = downloaded(() => {
    const known = targets.map((target) => (Number.isNaN(target) ? 0 : 1))
    const observed = {
      labels: tf.tensor2d(
        targets.map((target) => target || 0),
        [1, n],
      ),
      mask: tf.tensor2d(known, [1, n]),
    }
    const embedded = tf.tensor3d(embedding, [1, n, hidden])
    const posterior = posteriorOf(params, embedded, observed, sigmaFloor)
    return [posterior.mean, posterior.sd]
  })
  return { mean, risk }
}

function missing(count: number): LatentFactors {
  const none = () => new Float32Array(count).fill(Number.NaN)
  return { mean: none(), risk: none() }
}
