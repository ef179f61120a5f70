import { atOnce } from '../lib/turns.js'
import { type AxisValues, isMissing } from './axis-values.js'
import { type Interval, meanDifferenceSteps, sharpeDifferenceSteps } from './bootstrap.js'
import { mean } from './moments.js'
import { annualisedSharpe } from './sharpe.js'

export interface PairedDifference {
  readonly difference: number
  /** 95 % interval, stationary bootstrap, both series on the same dates; null below 20 dates. */
  readonly low: number | null
  readonly high: number | null
}

type Steps = Generator<void, PairedDifference | null>

/** `SR(a) − SR(b)`, annualised, over the dates on which both are known; null where undefined. */
export function pairedDifference(
  a: AxisValues,
  b: AxisValues,
  datesPerYear?: number,
): PairedDifference | null {
  return atOnce(pairedSteps(a, b, datesPerYear))
}

/** As `pairedDifference`, yielding some milliseconds of work apart. */
export function* pairedSteps(a: AxisValues, b: AxisValues, datesPerYear?: number): Steps {
  const [x, y] = onSharedDates(a, b)
  const [ofX, ofY] = [annualisedSharpe(x, datesPerYear), annualisedSharpe(y, datesPerYear)]
  if (ofX === null || ofY === null) return null
  return withInterval(ofX - ofY, yield* sharpeDifferenceSteps(x, y, { datesPerYear }))
}

/** `x̄(a) − x̄(b)`, as of the daily Rank ICs of two predictors, over the dates on which both are known. */
export function pairedMeanDifference(a: AxisValues, b: AxisValues): PairedDifference | null {
  return atOnce(pairedMeanSteps(a, b))
}

/** As `pairedMeanDifference`, yielding some milliseconds of work apart. */
export function* pairedMeanSteps(a: AxisValues, b: AxisValues): Steps {
  const [x, y] = onSharedDates(a, b)
  if (x.length === 0) return null
  return withInterval(mean(x) - mean(y), yield* meanDifferenceSteps(x, y))
}

function onSharedDates(a: AxisValues, b: AxisValues): [number[], number[]] {
  const both = Array.from({ length: Math.min(a.length, b.length) }, (_, t) => t).filter(
    (t) => !isMissing(a[t]) && !isMissing(b[t]),
  )
  return [both.map((t) => Number(a[t])), both.map((t) => Number(b[t]))]
}

function withInterval(difference: number, interval: Interval | null): PairedDifference {
  return { difference, low: interval?.low ?? null, high: interval?.high ?? null }
}
