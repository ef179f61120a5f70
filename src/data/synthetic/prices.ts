import { at } from '../../lib/at.js'
import { createRandom, type Random } from '../../lib/random.js'

/** Columns of one asset, `[T]` each, as in a price file. */
export interface PriceColumns {
  readonly open: Float64Array
  readonly high: Float64Array
  readonly low: Float64Array
  readonly close: Float64Array
  readonly adjClose: Float64Array
  readonly volume: Float64Array
}

const PRICE_DIGITS = 4
const ADJUSTED_DIGITS = 6
const SPLIT_ABOVE = 200
const REVERSE_SPLIT_BELOW = 4
const DIVIDEND_EVERY = 63
const DIVIDEND_YIELD = 0.004
const DIVIDEND_ODDS = 0.6
const MEAN_LOG_DOLLAR_VOLUME = 17
const INTRADAY_VOLATILITY = 0.006

/**
 * Prices of one asset from its total returns `[T]`, from `firstRow` on (0 before).
 *
 * `close` is as traded: it falls by the dividend on the ex-date and by the ratio on a split.
 * `adjClose` is the value of one share bought at the first row with dividends reinvested, so a longer
 * history extends a shorter one. Volume is dollar volume over close.
 */
export function drawPrices(
  { seed, stream, size }: { seed: number; stream: number; size: number },
  returns: Float64Array,
  firstRow: number,
): PriceColumns {
  const random = createRandom(seed, stream)
  const columns = emptyColumns(returns.length)
  const payer = random.uniform() < DIVIDEND_ODDS
  const payDay = random.integer(DIVIDEND_EVERY)
  let price = 20 + 100 * random.uniform()
  let shares = 1 // of a holder who bought one at the first row
  let activity = 0
  for (let t = firstRow; t < returns.length; t++) {
    const value = at(returns, t)
    if (t > firstRow) {
      const dividend = payer && t % DIVIDEND_EVERY === payDay ? DIVIDEND_YIELD : 0
      const ratio = splitRatio(price)
      price *= (1 - dividend) / ratio
      shares *= ratio / (1 - dividend)
    }
    const before = price
    price *= t > firstRow ? 1 + value : 1
    setRange(columns, t, { before, price, random })
    columns.adjClose[t] = round(price * shares, ADJUSTED_DIGITS)
    activity = 0.9 * activity + 0.15 * random.normal()
    const heat = activity + 0.2 * random.normal() + 8 * Math.abs(value)
    const dollars = Math.exp(MEAN_LOG_DOLLAR_VOLUME + size + heat)
    columns.volume[t] = Math.round(dollars / price)
  }
  return columns
}

function emptyColumns(length: number): PriceColumns {
  const column = () => new Float64Array(length)
  return {
    open: column(),
    high: column(),
    low: column(),
    close: column(),
    adjClose: column(),
    volume: column(),
  }
}

/** Draws open, high and low around the closes of the date before and of the date. */
function setRange(
  { open, high, low, close }: PriceColumns,
  t: number,
  { before, price, random }: { before: number; price: number; random: Random },
): void {
  const opened = before * Math.exp(INTRADAY_VOLATILITY * random.normal())
  const above = Math.exp(INTRADAY_VOLATILITY * Math.abs(random.normal()))
  const below = Math.exp(-INTRADAY_VOLATILITY * Math.abs(random.normal()))
  open[t] = round(opened, PRICE_DIGITS)
  high[t] = round(Math.max(opened, price) * above, PRICE_DIGITS)
  low[t] = round(Math.min(opened, price) * below, PRICE_DIGITS)
  close[t] = round(price, PRICE_DIGITS)
}

/** Two for one above a high price, one for eight below a low one. */
function splitRatio(price: number): number {
  if (price > SPLIT_ABOVE) return 2
  return price < REVERSE_SPLIT_BELOW ? 1 / 8 : 1
}

/** Rounds through text, so that a file and the panel hold the same double. */
function round(value: number, digits: number): number {
  return Number(value.toFixed(digits))
}
