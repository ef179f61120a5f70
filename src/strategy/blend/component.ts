import { accountDay, toBook } from '../../accounts/account.js'
import { costOf, DEFAULT_COST_RATES } from '../../accounts/costs.js'
import type { MarketView } from '../../data/source.js'
import type { ComponentBooks } from '../component-books.js'
import { tradedReturn } from '../traded-axis.js'

/** The books of one run, and what they earned. */
export class Component {
  readonly #books: ComponentBooks
  readonly #rowOf: ReadonlyMap<string, number>
  readonly #width: number
  /** Of dates that have happened: their returns never change. */
  readonly #nets = new Map<string, number>()

  constructor(books: ComponentBooks) {
    this.#books = books
    this.#rowOf = new Map(books.dates.map((date, row) => [date, row]))
    this.#width = books.weights.length / Math.max(1, books.dates.length)
  }

  /** Of the factor portfolios behind the assets, how many its books hold. */
  legsBehind(assetCount: number): number {
    for (let leg = this.#width; leg > assetCount; leg--) {
      const column = leg - 1
      const held = this.#books.dates.some(
        (_, row) => !Number.isNaN(this.#books.weights[row * this.#width + column]),
      )
      if (held) return leg - assetCount
    }
    return 0
  }

  /** The book of a date over the traded columns; undefined where the run has none. */
  bookOn(date: string | undefined): Float32Array | undefined {
    const row = this.#rowOf.get(date ?? '')
    if (row === undefined) return undefined
    return this.#books.weights.subarray(row * this.#width, (row + 1) * this.#width)
  }

  /**
   * `w_t · R_t − cost`, of row t of the view, with the house's costs and the move from the book of the date before
   * (flat where there is none); NaN where the run has no book on the date.
   */
  netOn(view: MarketView, t: number): number {
    const date = view.dates[t]
    const known = this.#nets.get(date)
    if (known !== undefined) return known
    const book = this.bookOn(date)
    if (!book) return Number.NaN
    const before = this.bookOn(view.dates[t - 1])
    const account = accountDay(toBook(book), before ? toBook(before) : null, (column) =>
      tradedReturn(view, t, column),
    )
    const net = account.gross - costOf(account, DEFAULT_COST_RATES)
    this.#nets.set(date, net)
    return net
  }
}
