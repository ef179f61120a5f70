import type { MarketView } from '../data/source.js'

/**
 * What a book may hold: the N assets, and after them the J factor portfolios of a dataset that has
 * any (Fama-French), columns `N … N + J − 1`.
 */
export function tradedLength({ assets, factors }: MarketView): number {
  return assets.length + (factors?.names.length ?? 0)
}

/** Return of a column on row t; NaN where missing. */
export function tradedReturn(view: MarketView, t: number, column: number): number {
  const n = view.assets.length
  if (column < n) return view.returns[t * n + column]
  const { names, returns } = factorReturnsOf(view)
  return returns[t * names.length + column - n]
}

/** A universe, and after it the first `legs` factor portfolios. */
export function withLegs(
  universe: Int32Array<ArrayBuffer>,
  assetCount: number,
  legs: number,
): Int32Array<ArrayBuffer> {
  if (legs === 0) return universe
  const columns = new Int32Array(universe.length + legs)
  columns.set(universe)
  for (let j = 0; j < legs; j++) columns[universe.length + j] = assetCount + j
  return columns
}

/** Symbols of the columns. */
export function tradedSymbols(
  { assets, factors }: Pick<MarketView, 'assets' | 'factors'>,
  legs = 0,
): readonly string[] {
  return legs === 0 ? assets : [...assets, ...(factors?.names.slice(0, legs) ?? [])]
}

function factorReturnsOf({ factors }: MarketView) {
  if (!factors) throw new Error('the market has no factor portfolios')
  return factors
}
