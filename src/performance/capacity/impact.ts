import type { Book } from '../../accounts/account.js'
import { type AxisValues, isMissing } from '../../accounts/axis-values.js'

/** What the trades of a date would cost by the square-root law, at a capital of 1. */
export interface Impact {
  /** `Σ_i σ_i |Δw_i|^{3/2} / √V_i`: times `√C` it is the impact at capital C, as a return. */
  readonly coefficient: number
  /** `Σ|Δw_i|` of all trades, and of those in assets with a known σ and V. */
  readonly traded: number
  readonly covered: number
}

export interface Liquidity {
  /** Daily volatility, over the asset axis. */
  readonly volatility: AxisValues
  /** Usual dollar volume of a day. */
  readonly volume: AxisValues
}

/**
 * Square-root impact of the trades from `previous` to `book`: trading a notional Q moves a price by
 * `σ √(Q / V)`, so at capital C a date costs `√C · coefficient`. σ is the daily volatility and V the usual
 * dollar volume of the asset (Almgren, Thum, Hauptmann, Li, 2005; Tóth et al., 2011).
 */
export function impactOf(book: Book, previous: Book, { volatility, volume }: Liquidity): Impact {
  let [coefficient, traded, covered] = [0, 0, 0]
  for (const [asset, trade] of tradesOf(book, previous)) {
    const size = Math.abs(trade)
    traded += size
    const [sd, dollars] = [volatility[asset], volume[asset]]
    if (isMissing(sd) || isMissing(dollars) || dollars <= 0) continue
    covered += size
    coefficient += (sd * size ** 1.5) / Math.sqrt(dollars)
  }
  return { coefficient, traded, covered }
}

function tradesOf(book: Book, previous: Book): Map<number, number> {
  const trades = new Map<number, number>()
  book.assets.forEach((asset, i) => {
    trades.set(asset, book.weights[i] ?? 0)
  })
  previous.assets.forEach((asset, i) => {
    trades.set(asset, (trades.get(asset) ?? 0) - (previous.weights[i] ?? 0))
  })
  return trades
}
