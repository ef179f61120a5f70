import { sharedFloat64, sharedInt32 } from '../lib/shared-arrays.js'
import { FIELDS, type Prices } from './prices.js'

/** Prices without the rows of some dates, and without the assets that have no other rows. */
export function withoutDates(prices: Prices, dropped: ReadonlySet<string>): Prices {
  const kept = (date: string) => !dropped.has(date)
  if (prices.dates.every(kept)) return prices
  const rows = [...prices.dates.keys()].filter((t) => kept(prices.dates[t] ?? ''))
  const columns = columnsWithPrices(prices, rows)
  const cells = rows.flatMap((t) => columns.map((i) => t * prices.assets.length + i))
  const at = (values: ArrayLike<number>, cell: number) => values[cell] ?? Number.NaN
  const fields = FIELDS.map((field) => {
    const values = sharedFloat64(cells.length)
    cells.forEach((cell, k) => {
      values[k] = at(prices[field], cell)
    })
    return [field, values] as const
  })
  const row = sharedInt32(cells.length)
  cells.forEach((cell, k) => {
    row[k] = prices.row[cell] ?? 0
  })
  const { sessions: _, ...axes } = prices
  return {
    ...axes,
    dates: rows.map((t) => prices.dates[t] ?? ''),
    assets: columns.map((i) => prices.assets[i] ?? ''),
    ...(Object.fromEntries(fields) as Pick<Prices, (typeof FIELDS)[number]>),
    row,
  }
}

function columnsWithPrices({ assets, adjClose }: Prices, rows: readonly number[]): number[] {
  return [...assets.keys()].filter((i) =>
    rows.some((t) => !Number.isNaN(adjClose[t * assets.length + i])),
  )
}
