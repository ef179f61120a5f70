import type { AssetOverTimeQuery } from '../api/operations.js'
import type { Column } from '../parts/column.js'

export type AssetHistory = NonNullable<AssetOverTimeQuery['split']>['assetHistory']

interface AssetDay {
  readonly date: string
  readonly close: number | null
  readonly return: number | null
  readonly weight: number | null
  readonly contribution: number | null
}

/** An asset by date, a row each. */
export function assetDays({
  dates,
  closes,
  returns,
  weights,
  contributions,
}: AssetHistory): AssetDay[] {
  return dates.map((date, t) => ({
    date,
    close: closes[t] ?? null,
    return: returns[t] ?? null,
    weight: weights[t] ?? null,
    contribution: contributions[t] ?? null,
  }))
}

const NAMES = ['date', 'close', 'return', 'weight', 'contribution'] as const

/** Of the file. */
export const ASSET_DAY_COLUMNS: readonly Column<AssetDay>[] = NAMES.map((name) => ({
  label: name,
  name,
  value: (day) => day[name],
}))
