import { createRankNormaliser } from '../lib/rank.js'
import type { RawColumn } from './raw-columns.js'
import { hasOwnScale, type SectorSource } from './sources.js'
import { eachDate } from './transpose.js'

/** One column of characteristics `[T + 1, N, width]`. */
export interface Column {
  readonly values: Float32Array
  readonly column: number
  readonly width: number
}

/**
 * Writes a characteristic's rows after the panel's row `since`: ranks over the universe of their date, or
 * its own values; cells outside the universe, and own values that are missing, stay as they are.
 */
export function writeColumn(
  column: Column,
  raw: RawColumn,
  universe: Uint8Array,
  since: number,
): void {
  if (hasOwnScale(raw.source)) writeValues(column, raw, universe, since)
  else writeRanks(column, raw, universe, since)
}

function writeRanks(
  { values, column, width }: Column,
  raw: RawColumn,
  universe: Uint8Array,
  since: number,
): void {
  const assetCount = assetCountOf(raw, universe)
  const eligible = new Int32Array(assetCount)
  const ranks = new Float64Array(assetCount)
  const rankNormalise = createRankNormaliser(assetCount)
  const visit = (t: number, known: Float64Array) => {
    const row = (raw.base + t + 1) * assetCount
    let count = 0
    for (let i = 0; i < assetCount; i++) {
      if (universe[row + i] === 0) continue
      eligible[count] = i
      ranks[count++] = known[i]
    }
    rankNormalise(ranks.subarray(0, count))
    for (let j = 0; j < count; j++) values[(row + eligible[j]) * width + column] = ranks[j]
  }
  eachDate(raw.values, assetCount, visit, since - raw.base)
}

function writeValues(
  { values, column, width }: Column,
  raw: RawColumn,
  universe: Uint8Array,
  since: number,
): void {
  const assetCount = assetCountOf(raw, universe)
  const visit = (t: number, known: Float64Array) => {
    const row = (raw.base + t + 1) * assetCount
    for (let i = 0; i < assetCount; i++) {
      if (universe[row + i] === 0 || !Number.isFinite(known[i])) continue
      values[(row + i) * width + column] = known[i]
    }
  }
  eachDate(raw.values, assetCount, visit, since - raw.base)
}

/** N of raw values of T − base dates and a universe of T + 1. */
function assetCountOf({ values, base }: RawColumn, universe: Uint8Array): number {
  return (universe.length - values.length) / (base + 1)
}

/** Writes 1 in the column of its sector for each asset of the universe. */
export function writeSectors(
  values: Float32Array,
  sources: readonly (SectorSource & { readonly column: number })[],
  { universe, sectorOf, width }: SectorCells,
): void {
  const columnOf = new Map(sources.map(({ sector, column }) => [sector, column]))
  const columns = Int32Array.from(sectorOf, (sector) => columnOf.get(sector) ?? -1)
  for (let cell = 0; cell < universe.length; cell++) {
    const column = columns[cell % columns.length]
    if (universe[cell] === 1 && column >= 0) values[cell * width + column] = 1
  }
}

interface SectorCells {
  readonly universe: Uint8Array
  /** `[N]` index of each asset's sector; −1: none. */
  readonly sectorOf: Int32Array
  readonly width: number
}
