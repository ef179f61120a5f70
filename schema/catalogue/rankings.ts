import type { StoredAsset } from '../../src/store/read/assets.js'
import type { Values } from '../../src/store/read/content-days.js'
import type { Side } from '../api/enums.js'
import type { AssetWeight } from './asset.type.js'
import { assetAt } from './axis.js'

/** The `top` of largest absolute size, largest first; equals stay in order. */
export function largest<T>(items: readonly T[], sizeOf: (item: T) => number, top: number): T[] {
  const sorted = [...items].sort((a, b) => Math.abs(sizeOf(b)) - Math.abs(sizeOf(a)))
  return sorted.slice(0, top)
}

/** Known values along the axis as weights, those of one side only if asked, the largest first. */
export function weightsIn(
  values: Values,
  axis: readonly StoredAsset[],
  { side, top }: { side: Side | null | undefined; top: number },
): AssetWeight[] {
  const weights: AssetWeight[] = []
  values.forEach((weight, position) => {
    if (weight === null || !isOn(side, weight)) return
    weights.push({ asset: assetAt(axis, position), weight })
  })
  return largest(weights, ({ weight }) => weight, top)
}

function isOn(side: Side | null | undefined, weight: number): boolean {
  if (!side) return true
  return side === 'LONG' ? weight > 0 : weight < 0
}
