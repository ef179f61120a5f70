import type { MarketView } from '../../data/source.js'
import type { Execution } from '../../execution/settings.js'
import { normaliseBook } from '../../residuals/chain.js'
import type { ComponentBooks } from '../component-books.js'
import type { DecidedDate, Decider } from '../decider.js'
import { scaledByRisk } from '../scaled-by-risk.js'
import { withLegs } from '../traded-axis.js'
import { universeOf } from '../universe.js'
import { Component } from './component.js'
import { componentWeights, equalWeights } from './component-weights.js'
import type { BlendSettings } from './settings.js'

export interface BlendedBookPieces {
  readonly components: readonly ComponentBooks[]
  readonly assetCount: number
  readonly settings: BlendSettings
  readonly execution?: Pick<Execution, 'riskScaling' | 'riskDates'>
}

/**
 * `w_t = Σ_m c_m,t w_m,t / ‖Σ_m c_m,t w_m,t‖₁`: the books that the components hold on t, by their weights.
 * Where positions of components offset each other the sum is smaller than 1 and is scaled to 1, as every book of
 * the house; the turnover is that of the blended book. Where all offset, and where a component has no book, it is flat.
 * With `riskScaling` the sum is then divided by the volatilities of the assets' returns.
 *
 * All of it is known at the close of t−1. The books were decided then; the component weights see net returns of
 * `t−L … t−1`, each `w_m,s · R_s − cost` of a book decided at the close of s−1. They are equal until all of
 * these dates have a book of every component.
 */
export function blendedBook(pieces: BlendedBookPieces): Decider {
  return new BlendedBook(pieces)
}

class BlendedBook implements Decider {
  readonly factorCount = 0
  readonly componentCount: number
  readonly factorLegs: number
  readonly lookback = 0
  readonly warmUp = 0
  readonly #components: readonly Component[]
  readonly #settings: BlendSettings
  readonly #execution: BlendedBookPieces['execution']

  constructor({ components, assetCount, settings, execution }: BlendedBookPieces) {
    this.#components = components.map((books) => new Component(books))
    this.#settings = settings
    this.#execution = execution
    this.componentCount = components.length
    this.factorLegs = Math.max(...this.#components.map((one) => one.legsBehind(assetCount)))
  }

  decide(view: MarketView): DecidedDate {
    const columns = withLegs(universeOf(view), view.assets.length, this.factorLegs)
    const weights = this.#componentWeights(view)
    const book = this.#book(view.nextDate, columns, weights)
    return {
      columns,
      book: scaledByRisk(book, { view, columns }, this.#execution),
      components: Float32Array.from(weights),
    }
  }

  dispose(): void {}

  #componentWeights(view: MarketView): Float64Array {
    const { lookback, weighting } = this.#settings
    const count = this.#components.length
    const from = view.dates.length - lookback
    if (weighting === 'equal' || from < 0) return equalWeights(count)
    const nets = this.#components.map((component) =>
      Float64Array.from({ length: lookback }, (_, i) => component.netOn(view, from + i)),
    )
    if (nets.some((values) => values.some(Number.isNaN))) return equalWeights(count)
    return componentWeights(nets, this.#settings)
  }

  #book(
    date: string,
    columns: Int32Array,
    componentWeights: Float64Array,
  ): Float64Array<ArrayBuffer> {
    const book = new Float64Array(columns.length)
    const size = new Float64Array(columns.length)
    for (const [m, component] of this.#components.entries()) {
      const held = component.bookOn(date)
      if (!held) return new Float64Array(columns.length)
      columns.forEach((column, place) => {
        const weight = componentWeights[m] * (held[column] || 0) // NaN outside its universe
        book[place] += weight
        size[place] += Math.abs(weight)
      })
    }
    return normaliseBook(book, { composedFrom: size })
  }
}
