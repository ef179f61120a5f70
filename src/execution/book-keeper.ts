import type { MarketView } from '../data/source.js'
import { type BookDate, type BookStep, grossExposureOf, type HeldBefore } from './book-step.js'
import { dollarNeutral } from './dollar-neutral.js'
import { hasExposureLimits } from './exposures.js'
import { holdSuspended } from './hold-suspended.js'
import { type BoundsOn, positionBounds, positionLimits, statedBounds } from './position-limits.js'
import type { Execution } from './settings.js'
import { suspendedOn } from './suspensions.js'
import { trading, warmUpOf } from './trading.js'
import { volatilityTarget } from './volatility-target.js'
import { withinExposures } from './within-exposures.js'

/**
 * Turns decided books into held ones, date by date, with data known when they are decided. Steps, in order:
 *
 * 1. dollar neutrality: the decided book less its mean over the universe, `Σ|w| = 1` again;
 * 2. rebalance and trade speed: what is traded of the way from the book before;
 * 3. limits by position, on every date: the weight above a bound goes to the other positions;
 * 4. limits by sector and market beta, on every date: the nearest book within them;
 * 5. the volatility target: the book scaled, the rest of the capital is cash;
 * 6. suspended assets keep the weight they had, and the other positions fill the rest of the book.
 *
 * Weights over risk come before them, where a strategy composes its book. Every book has `Σ|w| = 1`, or at
 * most `maxGrossExposure` with a volatility target, or is all 0 where no position was decided. Each step can
 * add factor exposure to a book without any, which then differs from `Φᵀp`.
 */
export class BookKeeper {
  /** Dates before the first requested one whose books must be decided too. */
  readonly warmUp: number
  readonly #settings: Execution
  readonly #boundsOn: BoundsOn
  readonly #steps: readonly BookStep[]
  readonly #axisLength: number
  /** Weights over the traded columns; null before the first date. */
  #held: Float64Array | null = null

  constructor(settings: Execution, assets: readonly string[], legs = 0) {
    this.#axisLength = assets.length + legs
    this.#settings = settings
    this.#boundsOn = statedBounds(settings, assets)
    this.#steps = isAsDecided(settings) ? [] : stepsOf(settings, assets, this.#boundsOn)
    this.warmUp = warmUpOf(settings)
  }

  /** The book held on the view's `nextDate`, `[n]`, where `decided` was decided for it. */
  hold(
    view: MarketView,
    columns: Int32Array,
    decided: Float64Array<ArrayBuffer>,
  ): Float64Array<ArrayBuffer> {
    if (this.#steps.length === 0 && !view.suspended) return decided
    const date: BookDate = { view, columns, before: this.#before(columns) }
    const wanted = this.#steps.reduce((book, step) => step(book, date), decided)
    const book = this.#tradable(wanted, date)
    const held = new Float64Array(this.#axisLength)
    columns.forEach((column, place) => {
      held[column] = book[place]
    })
    this.#held = held
    return book
  }

  #before(columns: Int32Array): HeldBefore | null {
    const held = this.#held
    if (!held) return null
    const weights = Float64Array.from(columns, (column) => held[column])
    return { weights, grossExposure: grossExposureOf(held) }
  }

  /** The book without trades in suspended assets. */
  #tradable(book: Float64Array<ArrayBuffer>, date: BookDate): Float64Array<ArrayBuffer> {
    const { view, columns, before } = date
    const flags = this.#settings.holdSuspended ? suspendedOn(view) : undefined
    if (!flags || !before) return book
    const suspended = Uint8Array.from(columns, (column) => flags[column] ?? 0)
    const total = this.#settings.volatilityTarget === null ? 1 : grossExposureOf(book)
    const held = holdSuspended({ target: book, before: before.weights, suspended, total })
    if (held === book || !hasExposureLimits(this.#settings)) return held
    return withinExposures(this.#settings, this.#boundsOn, suspended)(held, date)
  }
}

function stepsOf(settings: Execution, assets: readonly string[], stated: BoundsOn): BookStep[] {
  return [
    ...(settings.dollarNeutral ? [dollarNeutral] : []),
    trading(settings),
    positionLimits(settings, positionBounds(settings, assets)),
    withinExposures(settings, stated),
    volatilityTarget(settings, stated),
  ]
}

/** Whether every book is held as it was decided. */
function isAsDecided(settings: Execution): boolean {
  const { rebalance, tradeSpeed, maxWeight, maxAdvShare, noShort } = settings
  const isTraded = rebalance === 'D' && tradeSpeed === 1
  const isWithoutBounds = maxWeight === 1 && maxAdvShare === null && noShort.length === 0
  const isUnscaled = settings.volatilityTarget === null && !hasExposureLimits(settings)
  return isTraded && !settings.dollarNeutral && isWithoutBounds && isUnscaled
}
