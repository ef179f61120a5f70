import type { MarketView } from '../data/source.js'
import { overRisk } from '../execution/risk-scaling.js'
import type { Execution } from '../execution/settings.js'
import { TrailingVolatility } from '../execution/trailing-volatility.js'
import { assert } from '../lib/assert.js'
import { compose, factorReturns, normaliseBook, residuals } from '../residuals/chain.js'
import type { DecidedDate, Decider, Revealed } from './decider.js'
import type { FactorSource, Factors } from './factors.js'
import { publishedFactors, publishedReturns } from './published-factors.js'
import { ResidualHistory, type ResidualWindows } from './residual-history.js'
import { withLegs } from './traded-axis.js'
import { universeOf } from './universe.js'

/** A policy that trades residual portfolios. */
export interface ResidualPolicy {
  /** Residuals that it sees of each asset, L. */
  readonly lookback: number
  /** Dates by which its memory of earlier positions is gone; none by default. */
  readonly warmUp?: number
  /** Policy weights `[m]` of the m tradable assets. Called on every date, m may be 0. */
  decide(windows: ResidualWindows, view: MarketView): Float32Array
  dispose(): void
}

export interface ResidualBookPieces {
  /** Null where nothing is hedged: Φ = I, residuals are returns, and no factors are published. */
  readonly factors: FactorSource | null
  readonly policy: ResidualPolicy
  /** With `riskScaling` each policy weight is divided by the volatility of its residual; off by default. */
  readonly execution?: Pick<Execution, 'riskScaling' | 'riskDates'>
}

/**
 * `w = Φᵀp / ‖Φᵀp‖₁`: factors of each date, a policy p on the residuals that they left so far. Owns
 * the residual history, the factor portfolios that are held as hedges, and the composition.
 */
export function residualBook(pieces: ResidualBookPieces): Decider {
  return new ResidualBook(pieces)
}

interface Decided {
  readonly columns: Int32Array<ArrayBuffer>
  readonly factors: Factors
  readonly assetCount: number
}

class ResidualBook implements Decider {
  readonly factorCount: number
  readonly factorLegs: number
  readonly lookback: number
  readonly warmUp: number
  readonly #factors: FactorSource | null
  readonly #policy: ResidualPolicy
  /** Dates of residuals behind the volatilities; 0 where weights are not divided by them. */
  readonly #riskDates: number
  #volatility: TrailingVolatility | null = null
  #history: ResidualHistory | null = null
  #decided: Decided | null = null

  constructor({ factors, policy, execution }: ResidualBookPieces) {
    this.#factors = factors
    this.#policy = policy
    this.factorCount = factors?.factorCount ?? 0
    this.factorLegs = factors?.factorLegs ?? 0
    this.#riskDates = execution?.riskScaling ? execution.riskDates : 0
    this.lookback = Math.max(policy.lookback, this.#riskDates)
    this.warmUp = policy.warmUp ?? 0
  }

  decide(view: MarketView): DecidedDate {
    const assetCount = view.assets.length
    const width = assetCount + this.factorLegs
    this.#history ??= new ResidualHistory(width, this.#policy.lookback)
    if (this.#riskDates > 0) this.#volatility ??= new TrailingVolatility(width, this.#riskDates)
    const columns = withLegs(universeOf(view), assetCount, this.factorLegs)
    const factors = this.#factorsOf(view, columns)
    this.#decided = { columns, factors, assetCount }
    const book = this.#book(view, this.#history, this.#decided)
    if (this.factorCount === 0) return { columns, book }
    return { columns, book, factors: publishedFactors(view, columns, factors, this.factorCount) }
  }

  realise(returns: Float64Array): Revealed {
    assert(this.#decided && this.#history, 'a date is decided before it is realised')
    const { columns, factors, assetCount } = this.#decided
    const earned = factorReturns(factors.weights, returns, this.factorCount)
    const left = residuals(returns, factors.betas, earned)
    this.#history.push({ universe: columns, covered: factors.covered }, left)
    this.#volatility?.push(
      columns,
      left.map((residual, place) => (factors.covered[place] ? residual : Number.NaN)),
    )
    if (this.factorCount === 0) return {}
    return {
      factors: {
        returns: publishedReturns(earned, factors.gross),
        residuals: ofAssets(left, columns, assetCount),
      },
    }
  }

  dispose(): void {
    this.#factors?.dispose()
    this.#policy.dispose()
  }

  #factorsOf(view: MarketView, columns: Int32Array): Factors {
    const factors = this.#factors?.at(view) ?? noFactors(columns)
    const n = columns.length
    const size = this.factorCount * n
    assert(
      factors.covered.length === n &&
        factors.weights.length === size &&
        factors.betas.length === size,
      `factors over ${factors.covered.length} assets for a universe of ${n} on ${view.nextDate}`,
    )
    return factors
  }

  #book(view: MarketView, history: ResidualHistory, { columns, factors }: Decided) {
    const decidedWeights = new Float32Array(columns.length)
    const places = history.tradable({ universe: columns, covered: factors.covered })
    const windows = history.windows(places.map((place) => columns[place]))
    const decided = this.#policy.decide(windows, view)
    places.forEach((place, i) => {
      decidedWeights[place] = decided[i]
    })
    const policyWeights = this.#volatility
      ? overRisk(decidedWeights, this.#volatility.of(columns))
      : decidedWeights
    const book = compose(policyWeights, factors.weights, factors.betas)
    return normaliseBook(book, { composedFrom: policyWeights })
  }
}

/** Every asset of the universe is covered by its own return. */
function noFactors({ length }: Int32Array): Factors {
  return {
    weights: new Float32Array(),
    betas: new Float32Array(),
    covered: new Uint8Array(length).fill(1),
  }
}

/** Factor portfolios have no residual. */
function ofAssets(left: Float32Array, columns: Int32Array, assetCount: number): Float32Array {
  if ((columns.at(-1) ?? 0) < assetCount) return left
  return left.map((residual, i) => (columns[i] < assetCount ? residual : Number.NaN))
}
