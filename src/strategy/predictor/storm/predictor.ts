import type { MarketView } from '../../../data/source.js'
import { predict } from '../../../model/storm/predict.js'
import { factorTokens } from '../../../model/storm/shape.js'
import type { Codes } from '../../../results.js'
import { disposeParams } from '../../../tensor/params.js'
import { untargetedDates } from '../../../training/horizon-returns.js'
import type { Predicted, Predictor } from '../../predictor.js'
import { downloaded } from '../downloaded.js'
import type { TargetSettings } from '../settings.js'
import { missingLatents, posteriorOn, type SeenTokens } from './posterior.js'
import { type StoredStorm, trainedCodebooks } from './stored.js'
import { decidingInputs, hasNewestBars, type StormPlaces } from './windows.js'

export interface StormPredictorOptions extends StormPlaces {
  /** What the posterior learnt to see of a date's returns. */
  readonly target: TargetSettings
}

/**
 * Predictions by the prior's mean with the codes that they rest on; the posterior once a date has its returns,
 * where its label is the return of the date. Owns what is stored.
 */
export function stormPredictor(stored: StoredStorm, options: StormPredictorOptions): Predictor {
  const { target } = options
  let seen: SeenTokens = NOTHING_SEEN
  return {
    factorCount: 0,
    latentCount: factorTokens(options.shape),
    codebooks: trainedCodebooks(stored),
    predict(view, universe) {
      const { tokens, ...predicted } = predictedOn(stored, view, universe, options)
      seen = tokens
      return predicted
    },
    realise(returns) {
      if (untargetedDates(target) > 0) return {}
      return { latents: posteriorOn(stored.network, seen, returns, target.label) }
    },
    dispose: () => disposeParams({ ...stored }),
  }
}

const NOTHING_SEEN: SeenTokens = { stocks: new Float32Array(), factors: new Float32Array() }

/** A date without a universe has no prediction and no prior; the market has a code all the same. */
function predictedOn(
  { network }: StoredStorm,
  view: MarketView,
  universe: Int32Array,
  places: StormPlaces,
): Predicted & { readonly tokens: SeenTokens } {
  const { shape } = places
  const [mean, risk, priorMean, priorRisk, stocks, factors, ...indices] = downloaded(() => {
    const predicted = predict(network, decidingInputs(view, universe, places), shape)
    const { prior, tokens, codes } = predicted
    const { timeSeries, crossSection } = codes
    return [
      ...[predicted.mean, predicted.sd, prior.mean, prior.sd, tokens.stocks, tokens.factors],
      ...[timeSeries, crossSection].flatMap((chosen) => chosen ?? []),
    ]
  })
  const codes = newestCodes(indices, view, universe, places)
  if (universe.length === 0) {
    const none = new Float32Array()
    const latents = missingLatents(factorTokens(shape))
    return { predictions: { mean: none, risk: none }, latents, codes, tokens: NOTHING_SEEN }
  }
  return {
    predictions: { mean, risk },
    latents: { mean: priorMean, risk: priorRisk },
    codes,
    tokens: { stocks, factors },
  }
}

/** The code of each asset's newest patch, and of the newest day, of those of all patches and days. */
function newestCodes(
  indices: readonly Float32Array[],
  view: MarketView,
  universe: Int32Array,
  places: StormPlaces,
): Codes {
  const { codes, lookback, patch } = places.shape
  const patches = lookback / patch
  const [first, last] = [indices[0], indices[indices.length - 1]]
  return {
    ...(codes.timeSeries && {
      timeSeries: Float32Array.from(universe, (column, i) =>
        hasNewestBars(view, column, places) ? first[(i + 1) * patches - 1] : Number.NaN,
      ),
    }),
    ...(codes.crossSection && { crossSection: last.slice(-1) }),
  }
}
