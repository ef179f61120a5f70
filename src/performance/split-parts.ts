import { CATALOGUE, PART_WORDS, type StrategyParts } from '../catalogue.js'
import { UserError } from '../lib/errors.js'
import type { StoredSplit } from '../store/read/splits.js'

type Part = keyof StrategyParts
type Parted = Pick<StoredSplit, 'strategy' | 'current' | 'factorCount' | 'latentCount'>

/**
 * Whether a split has a part of a result: one that its strategy offers, and that its configuration does
 * not leave out, as far as it is published. A strategy that the catalogue lacks may have any part.
 */
export function splitHas(
  { current, factorCount, latentCount, strategy }: Parted,
  part: Part,
): boolean {
  if (!strategyHas(strategy, part)) return false
  if (!current) return true
  if (part === 'factors' || part === 'residuals') return factorCount > 0
  return part !== 'latents' || latentCount > 0
}

/** An error where a split lacks a part: an empty answer would read as no data yet. */
export function assertHas(split: Parted, part: Part): void {
  if (!splitHas(split, part)) throw new UserError(`strategy: ${lackOf(split, part)}`)
}

/** Who lacks the part: the strategy, or the run, whose configuration leaves it out. */
export function lackOf({ strategy }: Pick<Parted, 'strategy'>, part: Part): string {
  const who = strategyHas(strategy, part) ? `this run of ${strategy}` : strategy
  return `${who} has no ${PART_WORDS[part]}`
}

function strategyHas(strategy: string, part: Part): boolean {
  return CATALOGUE.find(({ name }) => name === strategy)?.has[part] ?? true
}
