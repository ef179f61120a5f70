import { sharedInt32 } from '../lib/shared-arrays.js'

export const SECTOR_GROUP = 'sector'

/** The name of a sector's indicator. */
export function sectorCharacteristic(sector: string): string {
  return `sector: ${sector}`
}

/** Distinct sectors, ascending. */
export function distinctSectors(sectors: readonly (string | null)[]): string[] {
  return [...new Set(sectors.filter((sector) => sector !== null))].sort()
}

/** Each asset's index in the distinct sectors, −1 where it has none. */
export function sectorIndices(sectors: readonly (string | null)[]): Int32Array {
  const distinct = distinctSectors(sectors)
  const indices = sharedInt32(sectors.length)
  sectors.forEach((sector, i) => {
    indices[i] = sector === null ? -1 : distinct.indexOf(sector)
  })
  return indices
}
