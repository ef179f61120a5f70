/** From the daily returns of splits to curves on one axis of dates. No DOM. */

/** Running sums; null while nothing is known yet, unchanged over a missing value. */
export function cumulate(values) {
  let sum = null
  return values.map((value) => {
    if (value !== null) sum = (sum ?? 0) + value
    return sum
  })
}

export const toSeconds = (date) => Date.parse(date) / 1000
export const toDate = (time) => new Date(time * 1000).toISOString().slice(0, 10)

/**
 * The daily returns of a run in [from, to], split after split. A split without PnL in between leaves
 * a row of nulls at its first date, which the chart shows as a gap.
 */
export function dailyReturns(splits, { from = '', to = '9999' } = {}) {
  const rows = []
  let gap
  for (const split of splits) {
    const { dates, gross, net, hedgedNet } = split.pnlSeries ?? { dates: [] }
    if (dates.length === 0) {
      if (rows.length > 0) gap ??= split.test.from
      continue
    }
    for (let i = 0; i < dates.length; i++) {
      if (dates[i] < from || dates[i] > to) continue
      if (gap && rows.length > 0) rows.push({ date: gap, gap: true })
      gap = undefined
      rows.push({ date: dates[i], gross: gross[i], net: net[i], hedgedNet: hedgedNet[i] })
    }
  }
  return rows
}

/** Cumulative curves of daily returns, by kind. A gap is null, and the sum goes on after it. */
export function curvesOf(rows) {
  const curve = (kind) => {
    const sums = cumulate(rows.map((row) => (row.gap ? null : row[kind])))
    return sums.map((sum, i) => (rows[i].gap ? null : sum))
  }
  const dates = rows.map((row) => row.date)
  return { dates, net: curve('net'), hedgedNet: curve('hedgedNet'), gross: curve('gross') }
}

/** The dates that all runs have: `[latest first date, earliest last date]`. */
export function commonRange(runs) {
  const ranges = runs
    .map((splits) => splits.filter((split) => split.pnlSeries?.dates.length > 0))
    .filter((splits) => splits.length > 0)
    .map((splits) => [splits[0].pnlSeries.dates[0], splits.at(-1).pnlSeries.dates.at(-1)])
  if (ranges.length === 0) return undefined
  const from = ranges
    .map(([first]) => first)
    .sort()
    .at(-1)
  const to = ranges.map(([, last]) => last).sort()[0]
  return { from, to }
}

/** What of a range lies in `[from, to]`, either of which may be open. */
export function narrowed(range, { from = range.from, to = range.to }) {
  return { from: [range.from, from].sort()[1], to: [range.to, to].sort()[0] }
}

/**
 * Curves on the union of their dates, the way uPlot takes them: `[times, ...values]`, where
 * undefined is a date the curve does not have and null a gap, up to its next known date.
 */
export function align(curves) {
  const dates = [...new Set(curves.flatMap((curve) => curve.dates))].sort()
  const columns = curves.map((curve) => {
    const byDate = new Map(curve.dates.map((date, i) => [date, curve.values[i]]))
    let last
    return dates.map((date) => {
      if (byDate.has(date)) last = byDate.get(date)
      else if (last !== null) return undefined
      return last
    })
  })
  return [dates.map(toSeconds), ...columns]
}

/** The trading date at `date`, else the one before it, else the first. */
export function tradingDateAt(dates, date) {
  let found = dates[0]
  for (const each of dates) {
    if (each > date) break
    found = each
  }
  return found
}
