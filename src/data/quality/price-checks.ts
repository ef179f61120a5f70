import { at } from '../../lib/at.js'
import { eachReturn } from '../returns.js'
import type { QualityFinding, QualityInput } from './report.js'
import { findingOfRow, longest, stretches } from './rows.js'

/** A return of this size (in absolute value) is reported. */
const LARGE_RETURN = 0.5

/** So many dates in a row with the same close look like a stale quote. */
const STALE_DATES = 5

/** One-day price ratios of splits that the history is not adjusted for. */
const SPLIT_RATIOS = [1 / 2, 1 / 3, 2 / 3, 1 / 4, 1 / 5, 1 / 10, 1 / 20, 2, 3, 4, 5, 10, 20]

const SPLIT_TOLERANCE = 0.02

/** A price in pence over one in pounds, and how far the return of the date may move it. */
const HUNDREDFOLD = 100
const SCALE_TOLERANCE = 0.2

/** The open of a split date jumps with the close. */
const SPLIT_OPEN_TOLERANCE = 0.05

/** Prices of one date may differ by rounding. */
const RANGE_SLACK = 1e-3

export function largeReturns(input: QualityInput): QualityFinding[] {
  const found: Sized[] = []
  eachReturn(input.prices, (cell, value) => {
    if (Math.abs(value) <= LARGE_RETURN) return
    const message = `return of ${percent(value)}`
    found.push({
      size: Math.abs(value),
      finding: findingOfRow(input, cell, { kind: 'large-return', severity: 'warning', message }),
    })
  })
  return largestFirst(found)
}

export function unadjustedSplits(input: QualityInput): QualityFinding[] {
  const { prices } = input
  const { adjClose, close, open } = prices
  const found: QualityFinding[] = []
  eachReturn(prices, (cell, value, before) => {
    const ratio = SPLIT_RATIOS.find((split) => near(1 + value, split, SPLIT_TOLERANCE))
    if (ratio === undefined) return
    const opened = (at(open, cell) / at(close, cell)) * at(adjClose, cell)
    const jumped = opened / at(adjClose, before)
    if (!Number.isNaN(jumped) && !near(jumped, ratio, SPLIT_OPEN_TOLERANCE)) return
    const message = `the adjusted close went to ${fraction(ratio)} in one day: a split without adjustment?`
    found.push(
      findingOfRow(input, cell, { kind: 'unadjusted-split', severity: 'warning', message }),
    )
  })
  return found
}

/** Prices that change between a currency and its hundredth, as pounds and pence. */
export function priceScales(input: QualityInput): QualityFinding[] {
  const found: QualityFinding[] = []
  eachReturn(input.prices, (cell, value) => {
    const ratio = 1 + value
    const isHundredfold = near(ratio, HUNDREDFOLD, SCALE_TOLERANCE)
    if (!isHundredfold && !near(ratio, 1 / HUNDREDFOLD, SCALE_TOLERANCE)) return
    const message = `the adjusted close went to ${isHundredfold ? '100 times itself' : '1/100'} in one day: another unit of the currency, as pence and pounds?`
    found.push(findingOfRow(input, cell, { kind: 'price-scale', severity: 'warning', message }))
  })
  return found
}

export function stalePrices(input: QualityInput): QualityFinding[] {
  const { close, adjClose } = input.prices
  const quote = (cell: number) => (Number.isNaN(close[cell]) ? adjClose[cell] : close[cell])
  const same = stretches(input, (cell, before) => quote(cell) === quote(before))
  return longest(same).flatMap(({ start, until, rows }) => {
    if (rows < STALE_DATES) return []
    const message = `the same close on ${rows} dates in a row`
    return [
      findingOfRow(input, start, { kind: 'stale-price', severity: 'warning', message, until }),
    ]
  })
}

export function zeroVolume(input: QualityInput): QualityFinding[] {
  const { volume } = input.prices
  const none = stretches(input, (cell, before) => volume[cell] === 0 && volume[before] === 0)
  return longest(none).flatMap(({ start, until, rows }) => {
    if (rows < STALE_DATES) return []
    const message = `no volume on ${rows} dates in a row`
    return [findingOfRow(input, start, { kind: 'zero-volume', severity: 'note', message, until })]
  })
}

/** Closes outside the low and the high of their date. */
export function priceRanges(input: QualityInput): QualityFinding[] {
  const { high, low, close } = input.prices
  const found: Sized[] = []
  for (const [cell, c] of close.entries()) {
    const h = high[cell] ?? Number.NaN
    const l = low[cell] ?? Number.NaN
    const outside =
      h < l * (1 - RANGE_SLACK) || c > h * (1 + RANGE_SLACK) || c < l * (1 - RANGE_SLACK)
    if (!outside) continue
    const message = `close ${c} is outside low ${l} to high ${h}`
    const finding = findingOfRow(input, cell, { kind: 'price-range', severity: 'note', message })
    found.push({ size: Math.max(l / h, c / h, l / c), finding })
  }
  return largestFirst(found)
}

interface Sized {
  readonly size: number
  readonly finding: QualityFinding
}

function largestFirst(found: readonly Sized[]): QualityFinding[] {
  return [...found].sort((a, b) => b.size - a.size).map(({ finding }) => finding)
}

function near(value: number, target: number, tolerance: number): boolean {
  return Math.abs(value / target - 1) <= tolerance
}

function percent(value: number): string {
  return `${value > 0 ? '+' : ''}${(100 * value).toFixed(1)} %`
}

function fraction(ratio: number): string {
  if (ratio >= 1) return `${ratio} times itself`
  return near(ratio, 2 / 3, 1e-9) ? '2/3' : `1/${Math.round(1 / ratio)}`
}
