import { UserError } from '../../src/lib/errors.js'
import { didYouMeanEach } from '../../src/lib/nearest-name.js'
import type { StoredAsset } from '../../src/store/read/assets.js'
import type { PositionInput } from './hedge.type.js'

/** Largest absolute weight, in any currency, whose square is still a finite number. */
const LARGEST_WEIGHT = 1e15

export function assertPositions(positions: readonly PositionInput[]): void {
  if (positions.length === 0) {
    throw new UserError('positions: none is given; write at least one symbol and its weight')
  }
  const seen = new Set<string>()
  for (const { symbol, weight } of positions) {
    if (!(Math.abs(weight) <= LARGEST_WEIGHT)) {
      throw new UserError(
        `positions: ${weight} of ${symbol} is no weight: write a number up to ${LARGEST_WEIGHT}`,
      )
    }
    if (seen.has(symbol)) {
      throw new UserError(`positions: ${symbol} is given twice; add its weights up`)
    }
    seen.add(symbol)
  }
}

/** Of unknown symbols, how many are named, and how much of each. */
const NAMED = 10
const NAME_LENGTH = 40

/** The positions over the asset axis. */
export function portfolioOn(
  positions: readonly PositionInput[],
  axis: readonly StoredAsset[],
): Float64Array {
  const positionOf = new Map(axis.map(({ symbol, position }) => [symbol, position]))
  const unknown = positions.map(({ symbol }) => symbol).filter((symbol) => !positionOf.has(symbol))
  if (unknown.length > 0) {
    const named = unknown.slice(0, NAMED).map((symbol) => symbol.slice(0, NAME_LENGTH))
    const more = unknown.length > NAMED ? ` and ${unknown.length - NAMED} more` : ''
    throw new UserError(
      `positions: ${named.join(', ')}${more} unknown; \`assets\` lists the symbols` +
        didYouMeanEach(named, [...positionOf.keys()]),
    )
  }
  const portfolio = new Float64Array(axis.length)
  for (const { symbol, weight } of positions) portfolio[positionOf.get(symbol) ?? 0] = weight
  return portfolio
}
