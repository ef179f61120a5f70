import { FIELDS, type Prices } from '../prices.js'

/** A row with a price of one asset. */
export interface AssetRow {
  readonly t: number
  readonly date: string
  readonly price: number
}

/** Two rows of one asset and date: in the dataset, and in the files. */
export interface RowPair {
  readonly stored: AssetRow
  readonly incoming: AssetRow
  /** Stored adj_close over that of the files. */
  readonly ratio: number
}

/** One symbol's column in the stored prices (−1: none) and in the files. */
export interface AssetColumns {
  readonly stored: Prices
  readonly column: number
  readonly incoming: Prices
  readonly i: number
}

type Field = (typeof FIELDS)[number]

/** Fields whose values count in a file of one day; adj_close counts by its returns. */
export const COMPARED_FIELDS = FIELDS.filter((field) => field !== 'adjClose')

const SAME_PRICE = 1e-9

/** Whether two values are equal up to rounding, or both missing. */
export function isSame(was: number, is: number): boolean {
  return Object.is(was, is) || isNear(is / was)
}

/** Whether a ratio of two prices is 1 up to rounding. */
export function isNear(ratio: number): boolean {
  return Math.abs(ratio - 1) < SAME_PRICE
}

export function rowsOfAsset({ dates, assets, adjClose }: Prices, i: number): AssetRow[] {
  const rows: AssetRow[] = []
  for (const [t, date] of dates.entries()) {
    const price = adjClose[t * assets.length + i] ?? Number.NaN
    if (!Number.isNaN(price)) rows.push({ t, date, price })
  }
  return rows
}

export function pairsOf(rows: readonly AssetRow[], known: readonly AssetRow[]): RowPair[] {
  const byDate = new Map(known.map((row) => [row.date, row]))
  return rows.flatMap((incoming) => {
    const stored = byDate.get(incoming.date)
    if (!stored) return []
    return [{ stored, incoming, ratio: stored.price / incoming.price }]
  })
}

/** The stored value of a field and that of the files. */
export function valuesOf(
  { stored, column, incoming, i }: AssetColumns,
  pair: RowPair,
  field: Field,
): { readonly was: number; readonly is: number } {
  return {
    was: stored[field][pair.stored.t * stored.assets.length + column] ?? Number.NaN,
    is: incoming[field][pair.incoming.t * incoming.assets.length + i] ?? Number.NaN,
  }
}
