import { VOLUME_DATES } from '../../../src/accounts/capacity.js'
import type { Panel } from '../../../src/data/panel.js'

/** Mean dollar volume of the 20 dates before a date, over the asset axis; NaN where unknown. */
export type UsualVolume = (date: string) => Float64Array | undefined

type Volumes = Pick<Panel, 'dates' | 'assets' | 'close' | 'volume'>

/**
 * `(1/20) Σ_{s=t−20..t−1} close_s · volume_s`, over the dates that have both (at least half of
 * them). `positions` maps a symbol to its position on the stored asset axis.
 */
export function usualVolume(panel: Volumes, positions: ReadonlyMap<string, number>): UsualVolume {
  const rowOf = new Map(panel.dates.map((date, t) => [date, t]))
  const columns = panel.assets.map((symbol) => positions.get(symbol) ?? -1)
  const width = Math.max(0, ...columns.map((position) => position + 1))
  return (date) => {
    const end = rowOf.get(date)
    if (end === undefined) return undefined
    const usual = new Float64Array(width).fill(Number.NaN)
    for (const [i, position] of columns.entries()) {
      if (position >= 0) usual[position] = meanBefore(panel, i, end)
    }
    return usual
  }
}

function meanBefore({ assets, close, volume }: Volumes, i: number, end: number): number {
  let [sum, known] = [0, 0]
  for (let t = Math.max(0, end - VOLUME_DATES); t < end; t++) {
    const cell = t * assets.length + i
    const traded = (close[cell] ?? Number.NaN) * (volume[cell] ?? Number.NaN)
    if (!(traded > 0)) continue
    sum += traded
    known++
  }
  return known >= VOLUME_DATES / 2 ? sum / known : Number.NaN
}
