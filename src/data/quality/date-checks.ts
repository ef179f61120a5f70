import { MAX_RETURN_GAP } from '../returns.js'
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
  const { dates, assets, adjClose, sessions } = input.prices
  const sessionOf = (t: number) => sessions?.[t] ?? t
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
      if (missing === 0) continue
      const lost = sessionOf(t) - sessionOf(before) > MAX_RETURN_GAP
      found.push({ missing, finding: gapBefore(input, cell, { missing, lost }) })
    }
  }
  return found.sort((a, b) => b.missing - a.missing).map(({ finding }) => finding)
}

/** Rows that one asset lacks on dates of others. */
function gapBefore(
  input: QualityInput,
  cell: number,
  { missing, lost }: { readonly missing: number; readonly lost: boolean },
): QualityFinding {
  const message =
    `no rows on ${missing} trading ${missing === 1 ? 'date' : 'dates'} before this one` +
    (lost ? ': its return is missing' : '')
  return findingOfRow(input, cell, { kind: 'gap', severity: lost ? 'warning' : 'note', message })
}
