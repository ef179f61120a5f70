import { UserError } from '../../src/lib/errors.js'
import { didYouMeanEach } from '../../src/lib/nearest-name.js'
import type { StoredAsset } from '../../src/store/read/assets.js'

/** The asset at a position of its dataset's axis, which holds one for every position that is stored. */
export function assetAt(axis: readonly StoredAsset[], position: number): StoredAsset {
  const asset = axis[position]
  if (asset) return asset
  throw new Error(`no asset at position ${position} of an axis of ${axis.length}`)
}

/** Positions of the symbols that a caller names, ascending; undefined where none are named. */
export function positionsOf(
  symbols: readonly string[] | null | undefined,
  axis: readonly StoredAsset[],
): number[] | undefined {
  if (!symbols) return undefined
  const positions = new Map(axis.map(({ symbol, position }) => [symbol, position]))
  const unknown = symbols.filter((symbol) => !positions.has(symbol))
  if (unknown.length > 0) {
    const near = didYouMeanEach(unknown, [...positions.keys()])
    throw new UserError(
      `assets: ${unknown.join(', ')} unknown; \`assets\` lists the symbols${near}`,
    )
  }
  const found = new Set(symbols.flatMap((symbol) => positions.get(symbol) ?? []))
  return [...found].sort((a, b) => a - b)
}
