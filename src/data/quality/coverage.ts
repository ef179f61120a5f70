import { yearOf } from '../../lib/dates.js'
import type { QualityInput, YearCoverage } from './report.js'

/** How much there is of each year. */
export function coverageByYear({ prices, membership }: QualityInput): YearCoverage[] {
  const { dates, assets, adjClose } = prices
  const years = [...new Set(dates.map(yearOf))]
  return years.map((year) => {
    const start = dates.findIndex((date) => yearOf(date) === year)
    const end = start + dates.filter((date) => yearOf(date) === year).length
    const perAsset = new Int32Array(assets.length)
    for (let t = start; t < end; t++) {
      for (let i = 0; i < assets.length; i++) {
        if (!Number.isNaN(adjClose[t * assets.length + i])) perAsset[i]++
      }
    }
    return {
      year,
      dates: end - start,
      rows: perAsset.reduce((sum, rows) => sum + rows, 0),
      symbols: perAsset.filter((rows) => rows > 0).length,
      memberShare: membership && memberShare({ prices, membership }, start, end),
    }
  })
}

function memberShare(
  { prices, membership }: Pick<QualityInput, 'prices' | 'membership'>,
  start: number,
  end: number,
): number | null {
  const { dates, assets, adjClose } = prices
  const place = new Map(assets.map((symbol, index) => [symbol, index]))
  let [member, priced] = [0, 0]
  for (const { symbol, from, to } of membership ?? []) {
    if (from > dates[end - 1] || (to !== null && to <= dates[start])) continue
    const asset = place.get(symbol)
    for (let t = start; t < end; t++) {
      if (dates[t] < from || (to !== null && dates[t] >= to)) continue
      member++
      if (asset !== undefined && !Number.isNaN(adjClose[t * assets.length + asset])) priced++
    }
  }
  return member === 0 ? null : priced / member
}
