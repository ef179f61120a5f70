import { toUtcMs } from '../../lib/dates.js'
import { isSession } from '../calendar.js'
import { MAX_RETURN_GAP } from '../returns.js'
import { rowRanges } from '../row-ranges.js'
import type { QualityFinding, QualityInput } from './report.js'
import { findingOfRow } from './rows.js'

/** Rows of an asset that precede one of an earlier date in the same file. */
export function unsortedRows({ prices, locate }: QualityInput): QualityFinding[] {
  const { dates, assets, row } = prices
  const nAssets = assets.length
  const latest = new Int32Array(nAssets)
  let count = 0
  let first = 0
  let firstDate = ''
  for (const [t, date] of dates.entries()) {
    for (let i = 0; i < nAssets; i++) {
      const here = row[t * nAssets + i] ?? 0
      if (here === 0) continue
      const before = latest[i] ?? 0
      if (here < before && locate?.(here - 1)?.file === locate?.(before - 1)?.file) {
        count++
        if (first === 0 || here < first) [first, firstDate] = [here, date]
      } else latest[i] = here
    }
  }
  if (count === 0) return []
  const place = locate?.(first - 1)
  const message = `${count} rows are not in the order of their dates; they were sorted`
  return [{ kind: 'unsorted-rows', severity: 'note', ...place, date: firstDate, message, count }]
}

export function gaps(input: QualityInput): QualityFinding[] {
  const { dates, assets, adjClose } = input.prices
  const last = new Int32Array(assets.length).fill(-1)
  const [nDates, nAssets] = [dates.length, assets.length]
  const found: { missing: number; finding: QualityFinding }[] = []
  for (let t = 0; t < nDates; t++) {
    for (let i = 0; i < nAssets; i++) {
      const cell = t * nAssets + i
      if (Number.isNaN(adjClose[cell])) continue
      const before = last[i] ?? -1
      const missing = before < 0 ? 0 : t - before - 1
      last[i] = t
      if (missing > 0) found.push({ missing, finding: gapBefore(input, cell, missing) })
    }
  }
  return found.sort((a, b) => b.missing - a.missing).map(({ finding }) => finding)
}

function gapBefore(input: QualityInput, cell: number, missing: number): QualityFinding {
  const lost = missing >= MAX_RETURN_GAP
  const message =
    `no rows on ${missing} trading ${missing === 1 ? 'date' : 'dates'} before this one` +
    (lost ? ': its return is missing' : '')
  return findingOfRow(input, cell, { kind: 'gap', severity: lost ? 'warning' : 'note', message })
}

/** Dates on which most assets have no row: a holiday with a few rows, or an incomplete download. */
export function thinDates({ prices }: QualityInput): QualityFinding[] {
  const { dates, assets, adjClose } = prices
  const { first, last } = rowRanges(prices)
  return dates.flatMap((date, t) => {
    let [listed, priced] = [0, 0]
    for (const [i, start] of first.entries()) {
      if (t < start || t > (last[i] ?? -1)) continue
      listed++
      if (!Number.isNaN(adjClose[t * assets.length + i])) priced++
    }
    if (priced * 2 >= listed) return []
    const message = `only ${priced} of ${listed} assets have a row`
    return [{ kind: 'thin-date', severity: 'warning', date, message, count: 1 }]
  })
}

export function closedDates({ prices }: QualityInput): QualityFinding[] {
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
