import { setImmediate } from 'node:timers/promises'
import type { MarketData, MarketView } from '../data/source.js'
import { BookKeeper } from '../execution/book-keeper.js'
import { DEFAULT_EXECUTION, type Execution } from '../execution/settings.js'
import { assert } from '../lib/assert.js'
import { lowerBound } from '../lib/dates.js'
import { AbortedError } from '../lib/errors.js'
import {
  averageBooks,
  compose,
  factorReturns,
  normaliseBook,
  residuals,
} from '../residuals/chain.js'
import type { DateRange, DayResult, RealisedDay } from '../results.js'
import { characteristicLoads } from '../strategy/characteristic-loads.js'
import { ResidualHistory } from '../strategy/residual-history.js'
import type { Factors, Fitted } from '../strategy/strategy.js'
import { tradedReturn, withLegs } from '../strategy/traded-axis.js'
import { universeOf } from '../strategy/universe.js'

export interface ScoreOptions {
  readonly market: MarketData
  /** One per seed; stored factors, betas and residuals are the first one's. */
  readonly members: readonly Fitted[]
  readonly test: DateRange
  /** How decided books are held; as they are decided by default. */
  readonly execution?: Execution
  readonly signal?: AbortSignal
}

/**
 * Decides and realises each date of the test range, in order; `nextDate` too where it lies in the
 * range, without what it brings. A date t is decided on the view of t−1, so nothing of t or later
 * can enter its weights. The residuals a policy needs on the first test dates come from the dates
 * before it, with the same members. The first date of the data has none before it and is not scored.
 */
export async function* scoreDates(options: ScoreOptions): AsyncGenerator<DayResult> {
  const { market, test, signal } = options
  const legs = legsOf(options.members)
  const members = options.members.map((fitted) => ({
    fitted,
    history: new ResidualHistory(market.assets.length + legs, fitted.lookback),
  }))
  const keeper = new BookKeeper(options.execution ?? DEFAULT_EXECUTION, market.assets, legs)
  const { lookbackFrom, decideFrom, from, end } = rowsOf(options, keeper.warmUp)
  let view = end > lookbackFrom ? market.asOf(market.dates[lookbackFrom - 1]) : null
  for (let row = lookbackFrom; row < end && view; row++) {
    await setImmediate() // lets signals, timers and heartbeats through
    if (signal?.aborted) throw new AbortedError(`stopped while scoring ${test.from} to ${test.to}`)
    const after = row < market.dates.length ? market.asOf(market.dates[row]) : null
    const moment = { view, after, legs, decides: row >= decideFrom }
    const day = scoreDate(members, keeper, moment)
    if (day && row >= from) yield day
    view = after
  }
}

interface Member {
  readonly fitted: Fitted
  readonly history: ResidualHistory
}

interface Moment {
  /** What is known when the date is decided. */
  readonly view: MarketView
  /** What is known after it; null if it has not happened. */
  readonly after: MarketView | null
  /** Factor portfolios held beside the universe. */
  readonly legs: number
  /** Else the date only fills the histories. */
  readonly decides: boolean
}

/** One date: every member decides, their mean book is held, then they learn what the date brought. */
function scoreDate(
  members: readonly Member[],
  keeper: BookKeeper,
  { view, after, legs, decides }: Moment,
): DayResult | null {
  const universe = withLegs(universeOf(view), view.assets.length, legs)
  const returns = after && lastReturns(after, universe)
  const factors = members.map(({ fitted }) => factorsOf(fitted, view, universe))
  const books = decides ? members.map((member, m) => bookOf(member, universe, factors[m])) : []
  const realised = factors.map((model) => returns && realise(returns, model))
  members.forEach(({ history }, m) => {
    const brought = realised[m]
    if (brought) history.push({ universe, covered: factors[m].covered }, brought.residuals)
  })
  if (!decides) return null
  return {
    date: view.nextDate,
    universe,
    factorWeights: factors[0].weights,
    betas: factors[0].betas,
    assetWeights: Float32Array.from(keeper.hold(view, universe, averageBooks(books))),
    characteristicLoads: characteristicLoads(view, factors[0].weights, universe),
    realised: realised[0] && published(realised[0], members[0].fitted),
  }
}

/** Without factors there are no residuals, for a policy saw returns; factor portfolios have none. */
function published(day: RealisedDay, { factorCount, factorLegs = 0 }: Fitted): RealisedDay {
  if (factorCount === 0) return { ...day, residuals: new Float32Array() }
  if (factorLegs === 0) return day
  return { ...day, residuals: day.residuals.slice().fill(Number.NaN, -factorLegs) }
}

/** `w = Φᵀp / ‖Φᵀp‖₁` of one member, p its policy's weights of the tradable assets, `[n]`. */
function bookOf({ fitted, history }: Member, universe: Int32Array, factors: Factors): Float64Array {
  const policyWeights = new Float32Array(universe.length)
  const places = history.tradable({ universe, covered: factors.covered })
  if (places.length > 0) {
    const windows = history.windows(places.map((place) => universe[place]))
    const decided = fitted.policyAt(windows)
    places.forEach((place, i) => {
      policyWeights[place] = decided[i]
    })
  }
  const book = compose(policyWeights, factors.weights, factors.betas)
  return normaliseBook(book, { composedFrom: policyWeights })
}

function realise(returns: Float64Array, { weights, betas }: Factors): RealisedDay {
  const factorCount = returns.length === 0 ? 0 : weights.length / returns.length
  const factors = factorReturns(weights, returns, factorCount)
  return { returns, factorReturns: factors, residuals: residuals(returns, betas, factors) }
}

function factorsOf(fitted: Fitted, view: MarketView, universe: Int32Array): Factors {
  const factors = fitted.factorsAt(view)
  const n = universe.length
  const size = fitted.factorCount * n
  assert(
    factors.covered.length === n &&
      factors.weights.length === size &&
      factors.betas.length === size,
    `factors over ${factors.covered.length} assets for a universe of ${n} on ${view.nextDate}`,
  )
  return factors
}

function lastReturns(view: MarketView, universe: Int32Array): Float64Array {
  return Float64Array.from(universe, (column) => tradedReturn(view, view.dates.length - 1, column))
}

function legsOf(members: readonly Fitted[]): number {
  return Math.max(0, ...members.map(({ factorLegs = 0 }) => factorLegs))
}

/** Rows of the dates; the row after the last is `nextDate`. */
function rowsOf({ market, members, test }: ScoreOptions, warmUpOfBooks: number) {
  const { dates, nextDate } = market
  const from = Math.max(1, lowerBound(dates, test.from))
  const inData = dates.findLastIndex((date) => date <= test.to) + 1
  const live = test.from <= nextDate && nextDate <= test.to
  const lookback = Math.max(0, ...members.map((member) => member.lookback))
  const warmUp = Math.max(0, ...members.map((member) => member.warmUp ?? 0))
  const decideFrom = Math.max(1, from - warmUp - warmUpOfBooks)
  const lookbackFrom = Math.max(1, decideFrom - lookback)
  return { from, end: inData + (live ? 1 : 0), decideFrom, lookbackFrom }
}
