export const toSeconds = (date: string): number => Date.parse(date) / 1000
export const toDate = (time: number): string => new Date(time * 1000).toISOString().slice(0, 10)

export interface DatedValues {
  readonly dates: readonly string[]
  readonly values: readonly (number | null)[]
}

export type Aligned = readonly [number[], ...(number | null | undefined)[][]]

/**
 * Curves on the union of their dates, the way uPlot takes them: `[times, ...values]`, where
 * undefined is a date the curve does not have and null a gap, up to its next known date.
 */
export function align(curves: readonly DatedValues[]): Aligned {
  const dates = [...new Set(curves.flatMap((curve) => curve.dates))].sort()
  return [dates.map(toSeconds), ...curves.map((curve) => onDates(curve, dates))]
}

function onDates(curve: DatedValues, dates: readonly string[]): (number | null | undefined)[] {
  const byDate = new Map(curve.dates.map((date, i) => [date, curve.values[i]]))
  let last: number | null | undefined
  return dates.map((date) => {
    if (byDate.has(date)) last = byDate.get(date)
    else if (last !== null) return undefined
    return last
  })
}
