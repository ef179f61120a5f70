import type { AxisValues } from '../../../src/accounts/axis-values.js'
import type { Panel } from '../../../src/data/panel.js'

/** Returns of the dataset's factor portfolios by date, `[J]` each; undefined where it has none. */
export function factorReturnsOf({
  dates,
  factors,
}: Pick<Panel, 'dates' | 'factors'>): ReadonlyMap<string, AxisValues> | undefined {
  if (!factors) return undefined
  const width = factors.names.length
  return new Map(
    dates.map((date, t) => [date, factors.returns.subarray(t * width, (t + 1) * width)]),
  )
}
