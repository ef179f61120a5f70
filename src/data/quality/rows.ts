import { at } from '../../lib/at.js'
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
  const open = new Map<number, { start: number; last: number; rows: number }>()
  const found: Stretch[] = []
  const close = (i: number) => {
    const stretch = open.get(i)
    if (!stretch || stretch.rows < 2) return
    const until = at(dates, Math.floor(stretch.last / nAssets))
    found.push({ start: stretch.start, until, rows: stretch.rows })
  }
  for (let cell = 0; cell < nDates * nAssets; cell++) {
    if (Number.isNaN(adjClose[cell])) continue
    const i = cell % nAssets
    const stretch = open.get(i)
    if (stretch && continues(cell, stretch.last)) {
      stretch.last = cell
      stretch.rows++
      continue
    }
    close(i)
    open.set(i, { start: cell, last: cell, rows: 1 })
  }
  for (let i = 0; i < nAssets; i++) close(i)
  return found
}

export function longest(found: readonly Stretch[]): Stretch[] {
  return [...found].sort((a, b) => b.rows - a.rows)
}

/** A finding about the row of a cell. */
export function findingOfRow(
  { prices: { dates, assets, row }, locate }: QualityInput,
  cell: number,
  finding: Pick<QualityFinding, 'kind' | 'severity' | 'message' | 'until'>,
): QualityFinding {
  const date = at(dates, Math.floor(cell / assets.length))
  const symbol = at(assets, cell % assets.length)
  return { ...finding, ...locate?.(at(row, cell) - 1), symbol, date, count: 1 }
}
