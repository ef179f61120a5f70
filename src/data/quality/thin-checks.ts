import { rowRanges } from '../row-ranges.js'
import type { QualityFinding, QualityInput } from './report.js'

/** Dates with rows of so few assets that they are no sessions. */
export function strayRows({ stray }: QualityInput): QualityFinding[] {
  return stray.map(({ date, rows, usual }) => ({
    kind: 'thin-date',
    severity: 'warning',
    date,
    message:
      `only ${rows} of about ${usual} assets have a row: no session, and ${rows === 1 ? 'its row is' : 'their rows are'} ` +
      'left out until more have one (--session-coverage 0 makes every date a session)',
    count: rows,
  }))
}

/** Sessions on which most listed assets have no row. */
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
    const message =
      `only ${priced} of ${listed} assets have a row: the others leave the universe, and strategies that need ` +
      'every return of a window (pca-*: 252 dates, attention-longconv: 31) may hold no book for as long'
    return [{ kind: 'thin-date', severity: 'warning', date, message, count: 1 }]
  })
}
