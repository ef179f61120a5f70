import type * as tf from '@tensorflow/tfjs'
import { perplexity } from '../../../lib/perplexity.js'
import { STORM_TERMS } from '../../../model/storm/loss.js'
import type { StormModule, StormShape } from '../../../model/storm/shape.js'
import { type EpochMeasures, epochOf } from '../../../training/epochs.js'
import { codedModules } from './trace.js'

const SUFFIX: Readonly<Record<StormModule, string>> = {
  timeSeries: 'TimeSeries',
  crossSection: 'CrossSection',
}

/**
 * Measures of an epoch from the means of its steps: the loss, its terms, then how often each code was chosen.
 * Perplexity is over the epoch; codes revived count from the beginning.
 */
export function stormEpoch(
  [loss, ...means]: readonly number[],
  shape: StormShape,
  revived: Readonly<Record<string, tf.Scalar>>,
): EpochMeasures {
  const terms = STORM_TERMS.map((name, i) => [name, means[i]] as const)
  const metrics = new Map<string, number>(terms.filter(([name]) => isMeasured(name, shape)))
  let from = STORM_TERMS.length
  for (const module of codedModules(shape)) {
    const counts = means.slice(from, from + (shape.codes[module] ?? 0))
    from += counts.length
    metrics.set(`perplexity${SUFFIX[module]}`, perplexity(counts))
    metrics.set(`used${SUFFIX[module]}`, counts.filter((count) => count > 0).length)
    metrics.set(`revived${SUFFIX[module]}`, revived[module].dataSync()[0])
  }
  return epochOf({ loss, metrics: Object.fromEntries(metrics) })
}

/** Whether the modules that there are have the term. */
function isMeasured(name: string, { codes }: StormShape): boolean {
  if (name === 'contrast') return Boolean(codes.timeSeries && codes.crossSection)
  if (name.endsWith('TimeSeries')) return Boolean(codes.timeSeries)
  if (name.endsWith('CrossSection')) return Boolean(codes.crossSection)
  return true
}
