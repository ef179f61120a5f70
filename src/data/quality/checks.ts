import { toUtcMs } from '../../lib/dates.js'
import { isSession } from '../calendar.js'
import type { Prices } from '../prices.js'
import type { FindingKind, QualityFinding, QualityInput, Severity } from './report.js'

/** A return this large (in absolute value) is worth a look. */
const LARGE_RETURN = 0.5
/** As many dates with one and the same close look like a stale quote. */
const STALE_DATES = 5
/** A row further back than this many dates gives no return. */
const RETURN_REACH = 5
/** One-day price ratios that a split leaves where the history was not adjusted for it. */
const SPLIT_RATIOS = [1 / 2, 1 / 3, 2 / 3, 1 / 4, 1 / 5, 1 / 10, 1 / 20, 2, 3, 4, 5, 10, 20]
const SPLIT_TOLERANCE = 0.02
/** The open of a split date jumps with the close. */
const SPLIT_OPEN_TOLERANCE = 0.05

type Check = (input: QualityInput) => QualityFinding[]

const CHECKS: readonly Check[] = [
  unsortedRows,
  largeReturns,
  unadjustedSplits,
  gaps,
  thinDates,
  stalePrices,
  zeroVolume,
  priceRanges,
  closedDates,
  membersWithoutPrices,
  pricesWithoutMembership,
  undatedSectors,
  assetsWithoutSector,
]

export function pricesChecks(input: QualityInput): QualityFinding[] {
  return CHECKS.flatMap((check) => check(input))
}

/** Rows of an asset that stand before one of an earlier date in the same file. */
function unsortedRows({ prices, locate }: QualityInput): QualityFinding[] {
  const { dates, assets, row } = prices
  const latest = new Int32Array(assets.length)
  const [nDates, nAssets] = [dates.length, assets.length]
  let count = 0
  let first = 0
  let firstDate = ''
  for (let t = 0; t < nDates; t++) {
    for (let i = 0; i < nAssets; i++) {
      const here = row[t * nAssets + i]
      if (here === 0) continue
      if (here < latest[i] && locate?.(here - 1)?.file === locate?.(latest[i] - 1)?.file) {
        count++
        if (first === 0 || here < first) [first, firstDate] = [here, dates[t]]
      } else latest[i] = here
    }
  }
  if (count === 0) return []
  const place = locate?.(first - 1)
  const message = `${count} rows are not in the order of their dates; they were sorted`
  return [{ kind: 'unsorted-rows', severity: 'note', ...place, date: firstDate, message, count }]
}

function largeReturns(input: QualityInput): QualityFinding[] {
  const found: { size: number; finding: QualityFinding }[] = []
  eachReturn(input.prices, (t, i, value) => {
    if (Math.abs(value) <= LARGE_RETURN) return
    const message = `return of ${percent(value)}`
    found.push({
      size: Math.abs(value),
      finding: one(input, 'large-return', 'warning', t, i, message),
    })
  })
  return found.sort((a, b) => b.size - a.size).map(({ finding }) => finding)
}

function unadjustedSplits(input: QualityInput): QualityFinding[] {
  const { prices } = input
  const { adjClose, close, open, assets } = prices
  const found: QualityFinding[] = []
  eachReturn(prices, (t, i, value, before) => {
    const ratio = SPLIT_RATIOS.find((split) => near(1 + value, split, SPLIT_TOLERANCE))
    if (ratio === undefined) return
    const cell = t * assets.length + i
    const opened = (open[cell] / close[cell]) * adjClose[cell]
    const jumped = opened / adjClose[before]
    if (!Number.isNaN(jumped) && !near(jumped, ratio, SPLIT_OPEN_TOLERANCE)) return
    const message = `the adjusted close went to ${fraction(ratio)} in one day: a split without adjustment?`
    found.push(one(input, 'unadjusted-split', 'warning', t, i, message))
  })
  return found
}

function gaps(input: QualityInput): QualityFinding[] {
  const { dates, assets, adjClose } = input.prices
  const last = new Int32Array(assets.length).fill(-1)
  const [nDates, nAssets] = [dates.length, assets.length]
  const found: { missing: number; finding: QualityFinding }[] = []
  for (let t = 0; t < nDates; t++) {
    for (let i = 0; i < nAssets; i++) {
      if (Number.isNaN(adjClose[t * nAssets + i])) continue
      const missing = last[i] < 0 ? 0 : t - last[i] - 1
      last[i] = t
      if (missing === 0) continue
      const lost = missing >= RETURN_REACH
      const message =
        `no rows on ${missing} trading ${missing === 1 ? 'date' : 'dates'} before this one` +
        (lost ? ': its return is missing' : '')
      found.push({ missing, finding: one(input, 'gap', lost ? 'warning' : 'note', t, i, message) })
    }
  }
  return found.sort((a, b) => b.missing - a.missing).map(({ finding }) => finding)
}

/** Dates on which most assets have no row: a holiday with stray rows, or a broken download. */
function thinDates({ prices }: QualityInput): QualityFinding[] {
  const { dates, assets, adjClose } = prices
  const [nDates, nAssets] = [dates.length, assets.length]
  const [first, last] = [new Int32Array(nAssets).fill(nDates), new Int32Array(nAssets).fill(-1)]
  for (let t = 0; t < nDates; t++) {
    for (let i = 0; i < nAssets; i++) {
      if (Number.isNaN(adjClose[t * nAssets + i])) continue
      first[i] = Math.min(first[i], t)
      last[i] = t
    }
  }
  return dates.flatMap((date, t) => {
    let [listed, priced] = [0, 0]
    for (let i = 0; i < nAssets; i++) {
      if (t < first[i] || t > last[i]) continue
      listed++
      if (!Number.isNaN(adjClose[t * nAssets + i])) priced++
    }
    if (priced * 2 >= listed) return []
    const message = `only ${priced} of ${listed} assets have a row`
    return [{ kind: 'thin-date', severity: 'warning', date, message, count: 1 }]
  })
}

function stalePrices(input: QualityInput): QualityFinding[] {
  const { close, adjClose } = input.prices
  const quote = (cell: number) => (Number.isNaN(close[cell]) ? adjClose[cell] : close[cell])
  return runs(input, (cell, before) => quote(cell) === quote(before)).flatMap(
    ({ start, end, asset, dates }) => {
      if (dates < STALE_DATES) return []
      const message = `the same close on ${dates} dates running`
      const until = input.prices.dates[end]
      return [{ ...one(input, 'stale-price', 'warning', start, asset, message), until }]
    },
  )
}

function zeroVolume(input: QualityInput): QualityFinding[] {
  const { volume } = input.prices
  return runs(input, (cell, before) => volume[cell] === 0 && volume[before] === 0).flatMap(
    ({ start, end, asset, dates }) => {
      if (dates < STALE_DATES) return []
      const message = `no volume on ${dates} dates running`
      const until = input.prices.dates[end]
      return [{ ...one(input, 'zero-volume', 'note', start, asset, message), until }]
    },
  )
}

/** Closes outside the low and the high of their date. */
function priceRanges(input: QualityInput): QualityFinding[] {
  const { dates, assets, high, low, close } = input.prices
  const slack = 1e-3
  const found: QualityFinding[] = []
  for (let t = 0; t < dates.length; t++) {
    for (let i = 0; i < assets.length; i++) {
      const cell = t * assets.length + i
      const [h, l, c] = [high[cell], low[cell], close[cell]]
      const outside = h < l * (1 - slack) || c > h * (1 + slack) || c < l * (1 - slack)
      if (!outside) continue
      const message = `close ${c} is outside low ${l} to high ${h}`
      found.push(one(input, 'price-range', 'note', t, i, message))
    }
  }
  return found
}

function closedDates({ prices }: QualityInput): QualityFinding[] {
  const { dates, assets, adjClose } = prices
  return dates.flatMap((date, t): QualityFinding[] => {
    if (isSession(date)) return []
    const day = new Date(toUtcMs(date)).getUTCDay()
    const weekend = day === 0 || day === 6
    const row = adjClose.subarray(t * assets.length, (t + 1) * assets.length)
    const count = row.reduce((sum, value) => sum + (Number.isNaN(value) ? 0 : 1), 0)
    const rows = `${count} ${count === 1 ? 'row' : 'rows'}`
    return weekend
      ? [{ kind: 'weekend', severity: 'warning', date, message: `${rows} on a weekend`, count }]
      : [
          {
            kind: 'holiday',
            severity: 'note',
            date,
            message: `${rows} on an exchange holiday`,
            count,
          },
        ]
  })
}

function membersWithoutPrices({ prices, membership }: QualityInput): QualityFinding[] {
  const priced = new Set(prices.assets)
  const missing = new Set((membership ?? []).map(({ symbol }) => symbol))
  for (const symbol of priced) missing.delete(symbol)
  return [...missing].sort().map((symbol) => ({
    kind: 'member-without-prices',
    severity: 'warning',
    symbol,
    message: 'in the membership, but without any price',
    count: 1,
  }))
}

function pricesWithoutMembership({ prices, membership }: QualityInput): QualityFinding[] {
  if (membership === null) return []
  const members = new Set(membership.map(({ symbol }) => symbol))
  return prices.assets
    .filter((symbol) => !members.has(symbol))
    .map((symbol) => ({
      kind: 'price-without-membership',
      severity: 'note',
      symbol,
      message: 'has prices, but is never a member: never in the universe',
      count: 1,
    }))
}

function undatedSectors({ sectors }: QualityInput): QualityFinding[] {
  if (sectors === null) return []
  const message =
    `${sectors.length} sector labels carry no date: the label of today stands for all dates, ` +
    'which was not known then (not point in time)'
  return [{ kind: 'undated-sectors', severity: 'note', message, count: 1 }]
}

function assetsWithoutSector({ prices, sectors }: QualityInput): QualityFinding[] {
  if (sectors === null) return []
  const labelled = new Set(sectors.flatMap(({ symbol, sector }) => (sector ? [symbol] : [])))
  return prices.assets
    .filter((symbol) => !labelled.has(symbol))
    .map((symbol) => ({
      kind: 'asset-without-sector',
      severity: 'note',
      symbol,
      message: 'has no sector',
      count: 1,
    }))
}

/** Calls `visit(t, i, return, cell of the row before)` for every return there is. */
function eachReturn(
  { dates, assets, adjClose }: Prices,
  visit: (t: number, i: number, value: number, before: number) => void,
): void {
  const [nDates, nAssets] = [dates.length, assets.length]
  const last = new Int32Array(nAssets).fill(-1)
  for (let t = 0; t < nDates; t++) {
    for (let i = 0; i < nAssets; i++) {
      const price = adjClose[t * nAssets + i]
      if (Number.isNaN(price)) continue
      const before = last[i] * nAssets + i
      if (last[i] >= 0 && t - last[i] <= RETURN_REACH) {
        visit(t, i, price / adjClose[before] - 1, before)
      }
      last[i] = t
    }
  }
}

interface Run {
  readonly start: number
  readonly end: number
  readonly asset: number
  readonly dates: number
}

/** Runs of an asset's rows in which each row continues the one before it; two rows or more. */
function runs(
  { prices: { dates, assets, adjClose } }: QualityInput,
  continues: (cell: number, before: number) => boolean,
): Run[] {
  const [nDates, nAssets] = [dates.length, assets.length]
  const last = new Int32Array(nAssets).fill(-1)
  const start = new Int32Array(nAssets)
  const length = new Int32Array(nAssets)
  const found: Run[] = []
  const close = (asset: number) => {
    if (length[asset] < 2) return
    found.push({ start: start[asset], end: last[asset], asset, dates: length[asset] })
  }
  for (let t = 0; t < nDates; t++) {
    for (let i = 0; i < nAssets; i++) {
      const cell = t * nAssets + i
      if (Number.isNaN(adjClose[cell])) continue
      if (last[i] >= 0 && continues(cell, last[i] * nAssets + i)) length[i]++
      else {
        close(i)
        ;[start[i], length[i]] = [t, 1]
      }
      last[i] = t
    }
  }
  for (let i = 0; i < nAssets; i++) close(i)
  return found
}

/** A finding about one row. */
function one(
  { prices, locate }: QualityInput,
  kind: FindingKind,
  severity: Severity,
  t: number,
  i: number,
  message: string,
): QualityFinding {
  const row = prices.row[t * prices.assets.length + i] - 1
  const [date, symbol] = [prices.dates[t], prices.assets[i]]
  return { kind, severity, ...locate?.(row), symbol, date, message, count: 1 }
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
