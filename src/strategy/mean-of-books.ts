import { assert } from '../lib/assert.js'
import { averageBooks } from '../residuals/chain.js'
import type { Decider } from './decider.js'
import { eachSeed } from './per-seed.js'

/**
 * Seeds combined after their decisions: the book is the renormalised mean of their books, all else is
 * the first seed's.
 */
export function meanOfBooks(seeds: readonly Decider[]): Decider {
  const [first, ...others] = seeds
  assert(first, 'a strategy has at least one seed')
  return {
    ...eachSeed(seeds),
    factorCount: first.factorCount,
    factorLegs: first.factorLegs,
    lookback: first.lookback,
    warmUp: first.warmUp,
    decide(view) {
      const decided = first.decide(view)
      const books = others.map((seed) => seed.decide(view).book)
      return { ...decided, book: averageBooks([decided.book, ...books]) }
    },
  }
}
