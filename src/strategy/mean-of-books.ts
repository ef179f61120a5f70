import { assert } from '../lib/assert.js'
import { averageBooks } from '../residuals/chain.js'
import type { Decider } from './decider.js'

/**
 * Seeds combined after their decisions: the book is the renormalised mean of their books, all else is
 * the first seed's.
 */
export function meanOfBooks(seeds: readonly Decider[]): Decider {
  const [first] = seeds
  assert(first, 'a strategy has at least one seed')
  return {
    factorCount: first.factorCount,
    factorLegs: first.factorLegs,
    lookback: first.lookback,
    warmUp: first.warmUp,
    decide(view) {
      const decided = seeds.map((seed) => seed.decide(view))
      return { ...decided[0], book: averageBooks(decided.map(({ book }) => book)) }
    },
    realise(returns) {
      const revealed = seeds.map((seed) => seed.realise?.(returns))
      return revealed[0] ?? {}
    },
    dispose() {
      for (const seed of seeds) seed.dispose()
    },
  }
}
