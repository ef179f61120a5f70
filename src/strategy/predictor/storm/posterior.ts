import * as tf from '@tensorflow/tfjs'
import { posteriorOf } from '../../../model/storm/heads.js'
import type { StormParams } from '../../../model/storm/params.js'
import type { LatentFactors } from '../../../results.js'
import type { LabelKind } from '../../../training/label-kinds.js'
import { labels } from '../../../training/labels.js'
import { downloaded } from '../downloaded.js'

/** What the heads read of a date, as downloaded. */
export interface SeenTokens {
  /** `[n, 2d]` */
  readonly stocks: Float32Array
  /** `[L, 2d]` */
  readonly factors: Float32Array
}

/** Posterior of a date's factors given its returns `[n]`, in the unit of the label; NaN where it has no label. */
export function posteriorOn(
  { portfolios, posterior }: StormParams,
  { stocks, factors }: SeenTokens,
  returns: Float64Array,
  kind: LabelKind,
): LatentFactors {
  const n = returns.length
  const targets = labels(
    { returns, universe: new Uint8Array(2 * n).fill(1) },
    { kind, horizon: 1, labelLag: 0 },
  )
  if (targets.every(Number.isNaN)) return missingLatents(posterior.output.bias.size / 2)
  const [mean, risk] = downloaded(() => {
    const width = portfolios.stock.shape[0]
    const inputs = {
      stocks: tf.tensor2d(stocks, [n, width]),
      factors: tf.tensor2d(factors, [factors.length / width, width]),
    }
    const row = (of: (target: number) => number) => tf.tensor2d(targets.map(of), [1, n])
    const observed = {
      labels: row((target) => target || 0),
      labelled: row((target) => (Number.isNaN(target) ? 0 : 1)),
    }
    const { mean, sd } = posteriorOf({ portfolios, posterior }, inputs, observed)
    return [mean, sd]
  })
  return { mean, risk }
}

export function missingLatents(count: number): LatentFactors {
  const none = () => new Float32Array(count).fill(Number.NaN)
  return { mean: none(), risk: none() }
}
