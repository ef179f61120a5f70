import { createRankNormaliser } from '../lib/rank.js'
import type { RawColumn } from './raw-columns.js'
import { hasOwnScale, type SectorSource } from './sources.js'
import { eachDate } from './transpose.js'

/** The rows that are written: those after the panel's row `since`, whose cells begin at `start`. */
interface Rows {
  readonly since: number
  readonly start: number
}

/**
 * Writes a characteristic's rows into a column over the cells of the universe: ranks over the universe of
 * their date, or its own values; own values that are missing stay as they are.
 */
export function writeColumn(
  column: Float32Array,
  raw: RawColumn,
  universe: Uint8Array,
  rows: Rows,
): void {
  if (hasOwnScale(raw.source)) writeValues(column, raw, universe, rows)
  else writeRanks(column, raw, universe, rows)
}

function writeRanks(
  column: Float32Array,
  raw: RawColumn,
  universe: Uint8Array,
  { since, start }: Rows,
): void {
  const assetCount = assetCountOf(raw, universe)
  const ranks = new Float64Array(assetCount)
  const rankNormalise = createRankNormaliser(assetCount)
  let at = start
  const visit = (t: number, known: Float64Array) => {
    const row = (raw.base + t + 1) * assetCount
    let count = 0
    for (let i = 0; i < assetCount; i++) if (universe[row + i] === 1) ranks[count++] = known[i]
    const eligible = ranks.subarray(0, count)
    rankNormalise(eligible)
    column.set(eligible, at)
    at += count
  }
  eachDate(raw.values, assetCount, visit, since - raw.base)
}

function writeValues(
  column: Float32Array,
  raw: RawColumn,
  universe: Uint8Array,
  { since, start }: Rows,
): void {
  const assetCount = assetCountOf(raw, universe)
  let at = start
  const visit = (t: number, known: Float64Array) => {
    const row = (raw.base + t + 1) * assetCount
    for (let i = 0; i < assetCount; i++) {
      if (universe[row + i] === 0) continue
      if (Number.isFinite(known[i])) column[at] = known[i]
      at++
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
