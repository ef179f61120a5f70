import type { DailyCodes } from './usage.js'

/** An asset by its position on the axis, and on how many dates it had a code. */
export interface Carrier {
  readonly position: number
  readonly count: number
}

/** The assets of each of K codes, those that had it most often first; equals by position. */
export function carriersOf(codes: DailyCodes, codeCount: number): Carrier[][] {
  const counts = Array.from({ length: codeCount }, () => new Map<number, number>())
  for (const day of codes) {
    for (let position = 0; position < day.length; position++) {
      const code = day[position]
      if (Number.isNaN(code)) continue
      counts[code].set(position, (counts[code].get(position) ?? 0) + 1)
    }
  }
  return counts.map((byAsset) =>
    [...byAsset]
      .map(([position, count]) => ({ position, count }))
      .sort((a, b) => b.count - a.count || a.position - b.position),
  )
}

export interface SectorShare {
  readonly sector: string
  readonly share: number
}

/** Share of a code's usage by the sector of its assets, the largest first; equals by name. */
export function sectorShares(
  carriers: readonly Carrier[],
  sectorAt: (position: number) => string,
): SectorShare[] {
  const total = carriers.reduce((sum, { count }) => sum + count, 0)
  const counts = new Map<string, number>()
  for (const { position, count } of carriers) {
    const sector = sectorAt(position)
    counts.set(sector, (counts.get(sector) ?? 0) + count)
  }
  return [...counts]
    .map(([sector, count]) => ({ sector, share: count / total }))
    .sort((a, b) => b.share - a.share || (a.sector < b.sector ? -1 : 1))
}
