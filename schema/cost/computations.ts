import type { CostRule } from './cost.js'
import { type Arguments, at, datesIn, type Place } from './place.js'
import { type Read, readsOf } from './reads.js'

/** A bootstrapped interval takes the time of about so many values. */
export const BOOTSTRAP = 1000

/** Values that take as long to write as computing one date of it takes. */
const PER_DATE = { measures: 0.25, hedge: 1, shape: 0.5, alpha: 1 } as const

/**
 * What it takes to compute something of the splits here over a range, at costs and a lag: once in an
 * operation, however often it is asked for.
 */
export function computation(
  name: keyof typeof PER_DATE,
  place: Place,
  range: Arguments = {},
): readonly Read[] {
  const dates = () =>
    splitsHere(place).reduce((sum, split) => sum + datesIn({ ...place, split }, range), 0)
  return [{ key: keyOf(name, place, range), values: () => PER_DATE[name] * dates() }]
}

/** Hedged net of whole splits, whatever the range: its betas look back, and it is kept by split. */
function hedgeOf(place: Place, args: Arguments = {}): readonly Read[] {
  return splitsHere(place).flatMap((split) => {
    return computation('hedge', at(split, place), { ...args, from: undefined, to: undefined })
  })
}

/** One value of the hedged returns of the range above. */
export const hedged: CostRule = (_, place) => [
  { times: 1, place, computes: hedgeOf(place, place.range) },
]

/** One value of the market or of the sums of the range above. */
export const measured: CostRule = (_, place) => [
  { times: 1, place, computes: computation('measures', place, place.range) },
]

/** Standard errors and a bootstrapped interval, of which fields of the same range share one. */
export const interval: CostRule = (_, place) => [
  { times: 1, place, computes: [bootstrap('net', place)] },
]

/** The same of the hedged returns, which are computed too. */
export const hedgedInterval: CostRule = (_, place) => [
  {
    times: 1,
    place,
    computes: [bootstrap('hedged net', place), ...hedgeOf(place, place.range)],
  },
]

/** One value of every book of the splits. */
export const bookShape: CostRule = (_, place) => [
  {
    times: 1,
    place,
    reads: readsOf(['asset weight'], place),
    computes: computation('shape', place, place.range),
  },
]

/** A regression on the factor portfolios, whose returns are among all returns of the splits. */
export const alpha: CostRule = (_, place) => [
  {
    times: 1,
    place,
    reads: readsOf(['return'], place),
    computes: computation('alpha', place, place.range),
  },
]

/** The same regression of the hedged returns, which are computed too. */
export const hedgedAlpha: CostRule = (args, place) => [
  ...alpha(args, place).map((spread) => ({
    ...spread,
    computes: [...(spread.computes ?? []), ...hedgeOf(place, place.range)],
  })),
]

function bootstrap(name: string, place: Place): Read {
  return { key: keyOf(`bootstrap of ${name}`, place, place.range), values: BOOTSTRAP }
}

/** Names a computation as the program that does it once: by its splits, range, costs and lag. */
function keyOf(name: string, place: Place, range: Arguments = {}): string {
  const [first, ...others] = splitsHere(place)
  const { from, to, date, tradingCostBps, shortCostBps, lag } = range
  const inputs = [from, to, date, tradingCostBps, shortCostBps, lag]
  return `${name} ${first?.id} ${others.length} ${JSON.stringify(inputs)}`
}

function splitsHere({ split, splits }: Place) {
  return split ? [split] : splits
}
