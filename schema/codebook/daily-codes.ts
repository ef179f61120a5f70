import type { SplitCodes } from '../../src/performance/codebooks.js'
import type { DateFilter } from '../../src/performance/dated-values.js'
import type { StoredAsset } from '../../src/store/read/assets.js'
import { assetAt } from '../catalogue/axis.js'
import type { DailyCode } from './code.type.js'

/** The codes of the dates that the filter includes, of assets where an axis is given. */
export function dailyCodesOf(
  { dates, codes }: SplitCodes,
  filter: DateFilter,
  axis: readonly StoredAsset[] | null,
): DailyCode[] {
  const rows: DailyCode[] = []
  for (const [t, date] of dates.entries()) {
    if (!filter.includes(date)) continue
    for (const [position, code] of codes[t]?.entries() ?? []) {
      if (Number.isNaN(code)) continue
      rows.push({ date, code, asset: axis && assetAt(axis, position) })
    }
  }
  return rows
}
