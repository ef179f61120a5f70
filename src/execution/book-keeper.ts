import type { MarketView } from '../data/source.js'
import { toUtcMs } from '../lib/dates.js'
import { UserError } from '../lib/errors.js'
import { type Bounds, fillWithin, side } from '../portfolio/bounds.js'
import { normaliseBook } from '../residuals/chain.js'
import { holdSuspended } from './hold-suspended.js'
import type { Execution } from './settings.js'
import { suspendedOn } from './suspensions.js'

/**
 * Turns decided books into held ones, date by date, with data known when they are decided:
 *
 * 1. dollar neutrality: the decided book less its mean over the universe, `Σ|w| = 1` again;
 * 2. rebalance: on dates other than the first of a week or month, the previous held book without
 *    assets that left the universe;
 * 3. trade speed a: `(1 − a) w_{t−1} + a w*`; from or to a flat book the trade is done at once;
 * 4. limits, on every date: the weight above a bound is distributed over the other positions in
 *    proportion to their weights, within each side where dollar-neutral;
 * 5. suspended assets keep the weight they had, and the other positions fill the rest of the book.
 *
 * Every book has `Σ|w| = 1`, or is all 0 where no position was decided. Each step can add factor exposure
 * to a book without any, which then differs from `Φᵀp`.
 */
export class BookKeeper {
  /** Dates before the first requested one whose books must be decided too. */
  readonly warmUp: number
  readonly #settings: Execution
  readonly #mayNotShort: Uint8Array
  readonly #asDecided: boolean
  readonly #axisLength: number
  /** Weights over the traded columns; null before the first date. */
  #held: Float64Array | null = null

  constructor(settings: Execution, assets: readonly string[], legs = 0) {
    this.#axisLength = assets.length + legs
    this.#settings = settings
    this.#asDecided = isAsDecided(settings)
    this.#mayNotShort = listed(settings.noShort, assets)
    this.warmUp = warmUpOf(settings)
  }

  /** The book held on the view's `nextDate`, `[n]`, where `decided` was decided for it. */
  hold(
    view: MarketView,
    universe: Int32Array,
    decided: Float64Array<ArrayBuffer>,
  ): Float64Array<ArrayBuffer> {
    if (this.#asDecided && !view.suspended) return decided
    const wanted = this.#asDecided
      ? decided
      : this.#limited(this.#wanted(view, universe, decided), view, universe)
    const book = this.#tradable(wanted, view, universe)
    const held = new Float64Array(this.#axisLength)
    universe.forEach((asset, place) => {
      held[asset] = book[place] ?? 0
    })
    this.#held = held
    return book
  }

  /** The book without trades in suspended assets. */
  #tradable(
    book: Float64Array<ArrayBuffer>,
    view: MarketView,
    universe: Int32Array,
  ): Float64Array<ArrayBuffer> {
    const flags = this.#settings.holdSuspended ? suspendedOn(view) : undefined
    const held = this.#held
    if (!flags || !held) return book
    const before = Float64Array.from(universe, (asset) => held[asset] ?? 0)
    const suspended = Uint8Array.from(universe, (asset) => flags[asset] ?? 0)
    return holdSuspended({ target: book, before, suspended })
  }

  #wanted(view: MarketView, universe: Int32Array, decided: Float64Array<ArrayBuffer>) {
    const { dollarNeutral, rebalance, tradeSpeed } = this.#settings
    const isAsset = (place: number) => (universe[place] ?? 0) < view.assets.length
    const target = dollarNeutral ? lessItsMean(decided, isAsset) : decided
    const held = this.#held
    if (!held) return target
    const before = normaliseBook(Float64Array.from(universe, (asset) => held[asset] ?? 0))
    if (!isFirstOf(rebalance, view)) return before
    if (tradeSpeed === 1 || isFlat(target) || isFlat(before)) return target
    return target.map((weight, i) => (1 - tradeSpeed) * (before[i] ?? 0) + tradeSpeed * weight)
  }

  #limited(
    book: Float64Array<ArrayBuffer>,
    view: MarketView,
    universe: Int32Array,
  ): Float64Array<ArrayBuffer> {
    if (isFlat(book)) return book
    const bounds = this.#boundsOn(view, universe)
    const filled = this.#settings.dollarNeutral
      ? sumOf(
          fillWithin(side(book, 'long'), bounds, 1 / 2),
          fillWithin(side(book, 'short'), bounds, 1 / 2),
        )
      : fillWithin(book, bounds)
    if (filled) return filled
    throw doesNotFit(this.#settings, book, view.nextDate)
  }

  #boundsOn(view: MarketView, universe: Int32Array): Bounds {
    const { maxWeight, maxAdvShare, capital } = this.#settings
    const long = new Float64Array(universe.length).fill(maxWeight)
    if (maxAdvShare !== null) {
      const volumes = volumesOf(view)
      universe.forEach((asset, place) => {
        if (asset >= view.assets.length) return // a factor portfolio, which has no volume
        const usual = volumes[asset] ?? Number.NaN // an asset of unknown volume cannot be traded
        long[place] = Number.isNaN(usual) ? 0 : Math.min(maxWeight, (maxAdvShare * usual) / capital)
      })
    }
    const short = long.map((most, place) => (this.#mayNotShort[universe[place] ?? 0] ? 0 : most))
    return { long, short }
  }
}

/** Whether every book is held as it was decided. */
function isAsDecided(settings: Execution): boolean {
  const { rebalance, tradeSpeed, dollarNeutral, maxWeight, maxAdvShare, noShort } = settings
  const isTraded = rebalance === 'D' && tradeSpeed === 1
  return isTraded && !dollarNeutral && maxWeight === 1 && maxAdvShare === null && !noShort.length
}

/** 1 where the list names the asset. */
function listed(names: readonly string[], assets: readonly string[]): Uint8Array {
  const flags = new Uint8Array(assets.length)
  for (const name of names) {
    const column = assets.indexOf(name)
    if (column < 0) {
      throw new UserError(
        `noShort names ${name}, which is no asset of this dataset; write symbols as the data do`,
      )
    }
    flags[column] = 1
  }
  return flags
}

/** Most dates of a period, and the share of the first book that may remain after the warm-up. */
const PERIOD_DATES = { D: 1, W: 5, M: 23 } as const
const FORGOTTEN = 1e-3
const MOST_WARM_UP = 252

/** Dates after which the book held no longer depends on the first one. */
function warmUpOf({ rebalance, tradeSpeed }: Execution): number {
  if (rebalance === 'D' && tradeSpeed === 1) return 0
  const periods = tradeSpeed === 1 ? 1 : Math.log(FORGOTTEN) / Math.log(1 - tradeSpeed)
  return Math.min(MOST_WARM_UP, Math.ceil(periods * PERIOD_DATES[rebalance]))
}

/** Whether `nextDate` is the first date of its week (Monday to Sunday) or month. */
function isFirstOf(rebalance: Execution['rebalance'], { dates, nextDate }: MarketView): boolean {
  const last = dates[dates.length - 1] ?? ''
  if (rebalance === 'W') return weekOf(last) !== weekOf(nextDate)
  if (rebalance === 'M') return last.slice(0, 7) !== nextDate.slice(0, 7)
  return true
}

/** Weeks since that of 1970-01-01, a Thursday. */
function weekOf(date: string): number {
  return Math.floor((toUtcMs(date) / 86_400_000 + 3) / 7)
}

/** Weights less their mean over the assets of the universe, so that `Σ w = 0`; factor portfolios are not demeaned. */
function lessItsMean(
  book: Float64Array,
  isAsset: (place: number) => boolean,
): Float64Array<ArrayBuffer> {
  if (isFlat(book)) return normaliseBook(book)
  const count = book.reduce((sum, _, place) => sum + Number(isAsset(place)), 0)
  const mean = book.reduce((sum, weight) => sum + weight, 0) / count
  return normaliseBook(book.map((weight, place) => (isAsset(place) ? weight - mean : weight)))
}

function isFlat(book: Float64Array): boolean {
  return book.every((weight) => weight === 0)
}

function sumOf(
  a: Float64Array<ArrayBuffer> | null,
  b: Float64Array<ArrayBuffer> | null,
): Float64Array<ArrayBuffer> | null {
  return a && b && a.map((value, i) => value + (b[i] ?? 0))
}

/** The last row known when `nextDate` is decided. */
function volumesOf({ averageDollarVolume, dates, assets }: MarketView): Float32Array {
  if (!averageDollarVolume)
    throw new UserError('maxAdvShare needs volumes, and this market has none')
  return averageDollarVolume.subarray(dates.length * assets.length)
}

function doesNotFit(settings: Execution, book: Float64Array, date: string): UserError {
  const { maxWeight, maxAdvShare, capital, noShort, dollarNeutral } = settings
  const held = book.filter((weight) => weight !== 0).length
  const limits = [
    `maxWeight ${maxWeight}`,
    ...(maxAdvShare === null ? [] : [`maxAdvShare ${maxAdvShare} at capital ${capital}`]),
    ...(noShort.length === 0 ? [] : [`noShort for ${noShort.length} assets`]),
    ...(dollarNeutral ? ['dollarNeutral'] : []),
  ]
  return new UserError(
    `the book of ${date}, of ${held} assets, cannot be held whole within ${limits.join(', ')}: ` +
      'raise the limits, lower the capital, or use a strategy that holds more assets',
  )
}
