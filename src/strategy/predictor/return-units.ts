import type { MarketView } from '../../data/source.js'
import {
  crossSectionalDeviations,
  DISPERSION_DATES,
  returnUnit,
} from '../../training/published-units.js'
import type { Predictor } from '../predictor.js'
import type { TargetSettings } from './settings.js'

/**
 * `μ s̄_t / h` and `σ s̄_t / √h`: predictions in the label's unit, of the return over h dates, as the return of
 * one date over the mean of the universe, with dates as independent; latents stay in the label's unit.
 */
export function inReturnUnits(
  predictor: Predictor,
  settings: Pick<TargetSettings, 'label' | 'horizon'>,
): Predictor {
  return {
    factorCount: predictor.factorCount,
    latentCount: predictor.latentCount,
    codebooks: predictor.codebooks,
    hasOneRisk: predictor.hasOneRisk,
    predict(view, universe) {
      const { predictions, ...rest } = predictor.predict(view, universe)
      const unit = unitOf(view, settings)
      const { horizon } = settings
      return {
        ...rest,
        predictions: {
          mean: predictions.mean.map((value) => value * (unit / horizon)),
          risk: predictions.risk.map((value) => value * (unit / Math.sqrt(horizon))),
        },
      }
    },
    realise: (returns) => predictor.realise?.(returns) ?? {},
    dispose: () => predictor.dispose(),
  }
}

/**
 * What a label's unit is worth on the view's `nextDate`, from the dates that count alone; from all of
 * them after a long time without a universe.
 */
function unitOf(view: MarketView, settings: Pick<TargetSettings, 'label' | 'horizon'>): number {
  const first = Math.max(0, view.dates.length - DISPERSION_DATES - settings.horizon + 1)
  const unit = unitSince(view, first, settings)
  return Number.isNaN(unit) ? unitSince(view, 0, settings) : unit
}

function unitSince(
  { returns, universe, assets }: MarketView,
  first: number,
  { label, horizon }: Pick<TargetSettings, 'label' | 'horizon'>,
): number {
  const market = {
    returns: returns.subarray(first * assets.length),
    universe: universe.subarray(first * assets.length),
  }
  const deviations = crossSectionalDeviations(market, horizon)
  return returnUnit(deviations, deviations.length, label)
}
