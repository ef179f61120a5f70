import { VOLUME_DATES } from '../../../src/accounts/capacity.js'
import type { Panel } from '../../../src/data/panel.js'

/** Mean dollar volume of the 20 dates before a date, over the asset axis; NaN where unknown. */
export type UsualVolume = (date: string) => Float64Array | undefined

/**
 * `(1/20) Σ_{s=t−20..t−1} close_s · volume_s`, over the dates that have both (at least half of
 * them). `positions` maps a symbol to its place on the stored asset axis.
 */
export function usualVolume(
  { dates, assets, close, volume }: Pick<Panel, 'dates' | 'assets' | 'close' | 'volume'>,
  positions: ReadonlyMap<string, number>,
): UsualVolume {
  const rowOf = new Map(dates.map((date, t) => [date, t]))
  const columns = assets.map((symbol) => positions.get(symbol) ?? -1)
  const width = Math.max(0, ...columns.map((at) => at + 1))
  return (date) => {
    const end = rowOf.get(date)
    if (end === undefined) return undefined
    const usual = new Float64Array(width).fill(Number.NaN)
    for (const [i, at] of columns.entries()) {
      if (at < 0) continue
      let [sum, known] = [0, 0]
      for (let t = Math.max(0, end - VOLUME_DATES); t < end; t++) {
        const traded = close[t * assets.length + i] * volume[t * assets.length + i]
        if (!(traded > 0)) continue
        sum += traded
        known++
      }
      if (known >= VOLUME_DATES / 2) usual[at] = sum / known
    }
    return usual
  }
}
