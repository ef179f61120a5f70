import {
  type Held,
  NOTHING_HELD,
  type TopKDropSettings,
  topkDrop,
  topkDropWarmUp,
} from '../../policy/topk-drop.js'
import type { PredictionRule } from '../prediction-rule.js'
import type { PortfolioSettings } from './settings.js'

/** A side holds at most one name in so many. */
const NAMES_PER_PLACE = 6

/** TopK-Drop on predictions, of a size that the universe allows. */
export function topkDropRule(
  settings: PortfolioSettings,
  universeSize: number,
): PredictionRule<Held> {
  const sized = sizedPortfolio(settings, universeSize)
  return {
    nothingHeld: NOTHING_HELD,
    warmUp: topkDropWarmUp(sized),
    decide: (predictions, columns, held) => topkDrop({ ...predictions, columns }, held, sized),
  }
}

/** `k′ = min(k, N/6)`, `n′ = n k′/k` rounded, each at least 1: 50 and 5 become 5 and 1 for 30 names. */
export function sizedPortfolio(
  { k, n, hold, riskAversion, sides }: PortfolioSettings,
  universeSize: number,
): TopKDropSettings {
  const places = Math.max(1, Math.min(k, Math.floor(universeSize / NAMES_PER_PLACE)))
  const replaced = Math.max(1, Math.min(places, Math.round((n * places) / k)))
  return { k: places, n: replaced, hold, riskAversion, sides }
}
