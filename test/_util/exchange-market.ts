import { createRandom } from '../../src/lib/random.js'
import { type PriceRow, toCsv } from './market-files.js'

const SYMBOLS = ['AA', 'BB', 'CC', 'DD', 'EE', 'FF', 'GG', 'HH']

/** Seeded random walks of eight assets on given sessions, as whole files and as daily ones. */
export class ExchangeMarket {
  readonly rows: readonly PriceRow[]

  constructor(
    readonly dates: readonly string[],
    seed = 1,
  ) {
    this.rows = SYMBOLS.flatMap((symbol, i) => {
      const random = createRandom(seed, i)
      let price = 50 + 5 * i
      return dates.map((date) => {
        price *= Math.exp(0.01 * random.normal())
        const close = Number(price.toFixed(4))
        return { date, symbol, close, volume: 1000 + random.integer(1000) }
      })
    })
  }

  /** Every row up to `date`. */
  history(date: string): string {
    return toCsv(this.rows.filter((row) => row.date <= date))
  }

  /** The rows of a date and of the session before. */
  daily(date: string): string {
    const before = this.dates[this.dates.indexOf(date) - 1]
    return toCsv(this.rows.filter((row) => row.date === date || row.date === before))
  }

  /** The rows of one date alone. */
  alone(date: string): string {
    return toCsv(this.rows.filter((row) => row.date === date))
  }
}
