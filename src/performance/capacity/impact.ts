import type { Book } from '../../accounts/account.js'

/** What the trades of a date would cost by the square-root law, at a capital of 1. */
export interface Impact {
  /** `Σ_i σ_i |Δw_i|^{3/2} / √V_i`: times `√C` it is the impact at capital C, as a return. */
  readonly coefficient: number
  /** `Σ|Δw_i|` of all trades, and of those in assets with a known σ and V. */
  readonly traded: number
  readonly covered: number
  /** Capital at which 95 % of the turnover fits into a whole day's usual volume, as of `fittingCapital`. */
  readonly fitting: number | null
}

export interface Liquidity {
  /** Daily volatility, over the asset axis; NaN where it is not known. */
  readonly volatility: Float64Array
  /** Usual dollar volume of a day. */
  readonly volume: Float64Array
}

const FITTING_TURNOVER = 0.95

/**
 * Square-root impact of the trades from `previous` to `book`: trading a notional Q moves a price by
 * `σ √(Q / V)`, so at capital C a date costs `√C · coefficient`. σ is the daily volatility and V the usual
 * dollar volume of the asset (Almgren, Thum, Hauptmann, Li, 2005; Tóth et al., 2011).
 */
export function impactOf(book: Book, previous: Book, { volatility, volume }: Liquidity): Impact {
  const sizes = sizesOf(book, previous, volume.length)
  let [coefficient, traded, covered] = [0, 0, 0]
  for (let i = 0; i < sizes.length; i++) {
    const size = sizes[i] ?? 0
    if (size === 0) continue
    traded += size
    const [sd, dollars] = [volatility[i] ?? Number.NaN, volume[i] ?? Number.NaN]
    if (Number.isNaN(sd) || !(dollars > 0)) continue
    covered += size
    coefficient += sd * size * Math.sqrt(size / dollars)
  }
  return { coefficient, traded, covered, fitting: fittingOf(sizes, volume) }
}

/** `|Δw|` over the asset axis. */
function sizesOf(book: Book, previous: Book, length: number): Float64Array {
  const most = [...book.assets.slice(-1), ...previous.assets.slice(-1)]
  const sizes = new Float64Array(Math.max(length, ...most.map((position) => position + 1)))
  for (let n = 0; n < book.assets.length; n++) sizes[book.assets[n] ?? 0] = book.weights[n] ?? 0
  for (let n = 0; n < previous.assets.length; n++) {
    const position = previous.assets[n] ?? 0
    sizes[position] = (sizes[position] ?? 0) - (previous.weights[n] ?? 0)
  }
  return sizes.map(Math.abs)
}

/** The largest C at which trades with `C · size ≤ volume` are 95 % of those with a known volume. */
function fittingOf(sizes: Float64Array, volume: Float64Array): number | null {
  const capitals = sizes.map((size, i) =>
    size > 0 ? (volume[i] ?? Number.NaN) / size : Number.NaN,
  )
  const known = capitals.filter((capital) => !Number.isNaN(capital)).sort()
  const turnoverFrom = (capital: number) => {
    let sum = 0
    for (let i = 0; i < capitals.length; i++) {
      if ((capitals[i] ?? Number.NaN) >= capital) sum += sizes[i] ?? 0
    }
    return sum
  }
  const wanted = FITTING_TURNOVER * turnoverFrom(0)
  let [low, high] = [0, known.length - 1]
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if (turnoverFrom(known[middle] ?? 0) >= wanted) low = middle
    else high = middle - 1
  }
  return known[low] ?? null
}
