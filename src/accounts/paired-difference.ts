import { type AxisValues, isMissing } from './axis-values.js'
import { sharpeDifferenceInterval } from './bootstrap.js'
import { annualisedSharpe } from './sharpe.js'

export interface PairedDifference {
  readonly difference: number
  /** 95 % interval, stationary bootstrap, both series on the same dates; null below 20 dates. */
  readonly low: number | null
  readonly high: number | null
}

/** `SR(a) − SR(b)`, annualised, over the dates on which both are known; null where undefined. */
export function pairedDifference(a: AxisValues, b: AxisValues): PairedDifference | null {
  const both = Array.from({ length: Math.min(a.length, b.length) }, (_, t) => t).filter(
    (t) => !isMissing(a[t]) && !isMissing(b[t]),
  )
  const [x, y] = [a, b].map((series) => both.map((t) => Number(series[t])))
  const [ofX, ofY] = [annualisedSharpe(x), annualisedSharpe(y)]
  if (ofX === null || ofY === null) return null
  const interval = sharpeDifferenceInterval(x, y)
  return { difference: ofX - ofY, low: interval?.low ?? null, high: interval?.high ?? null }
}
