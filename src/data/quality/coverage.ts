import { lowerBound, yearOf } from '../../lib/dates.js'
import type { QualityInput, YearCoverage } from './report.js'

/** Dates, rows and symbols of each year. */
export function coverageByYear({ prices, membership }: QualityInput): YearCoverage[] {
  const { dates, assets, adjClose } = prices
  const years = [...new Set(dates.map(yearOf))]
  return years.map((year) => {
    const start = dates.findIndex((date) => yearOf(date) === year)
    const end = start + dates.filter((date) => yearOf(date) === year).length
    const perAsset = new Int32Array(assets.length)
    for (let t = start; t < end; t++) {
      for (let i = 0; i < assets.length; i++) {
        if (Number.isNaN(adjClose[t * assets.length + i])) continue
        perAsset[i] = (perAsset[i] ?? 0) + 1
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
  const columnOf = new Map(assets.map((symbol, index) => [symbol, index]))
  let [member, priced] = [0, 0]
  for (const { symbol, from, to } of membership ?? []) {
    const asset = columnOf.get(symbol)
    const first = Math.max(start, lowerBound(dates, from))
    const beyond = to === null ? end : Math.min(end, lowerBound(dates, to))
    for (let t = first; t < beyond; t++) {
      member++
      if (asset !== undefined && !Number.isNaN(adjClose[t * assets.length + asset])) priced++
    }
  }
  return member === 0 ? null : priced / member
}
