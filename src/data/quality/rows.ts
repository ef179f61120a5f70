import type { QualityFinding, QualityInput } from './report.js'

interface Stretch {
  /** Cell of its first row. */
  readonly start: number
  /** Date of its last row. */
  readonly until: string
  readonly rows: number
}

/** Stretches of an asset's rows in which each row continues the one before it; two rows or more. */
export function stretches(
  { prices: { dates, assets, adjClose } }: QualityInput,
  continues: (cell: number, before: number) => boolean,
): Stretch[] {
  const [nDates, nAssets] = [dates.length, assets.length]
  const last = new Int32Array(nAssets).fill(-1)
  const start = new Int32Array(nAssets)
  const rows = new Int32Array(nAssets)
  const found: Stretch[] = []
  const close = (i: number) => {
    if (rows[i] < 2) return
    found.push({ start: start[i] * nAssets + i, until: dates[last[i]], rows: rows[i] })
  }
  for (let t = 0; t < nDates; t++) {
    for (let i = 0; i < nAssets; i++) {
      const cell = t * nAssets + i
      if (Number.isNaN(adjClose[cell])) continue
      if (last[i] >= 0 && continues(cell, last[i] * nAssets + i)) rows[i]++
      else {
        close(i)
        ;[start[i], rows[i]] = [t, 1]
      }
      last[i] = t
    }
  }
  for (let i = 0; i < nAssets; i++) close(i)
  return found
}

/** What is odd about the row of a cell. */
export function findingOfRow(
  { prices: { dates, assets, row }, locate }: QualityInput,
  cell: number,
  said: Pick<QualityFinding, 'kind' | 'severity' | 'message' | 'until'>,
): QualityFinding {
  const [date, symbol] = [dates[Math.floor(cell / assets.length)], assets[cell % assets.length]]
  return { ...said, ...locate?.(row[cell] - 1), symbol, date, count: 1 }
}
