import type { MarketView } from '../data/source.js'
import { UserError } from '../lib/errors.js'
import type { LinearLimit } from '../portfolio/nearest-book.js'
import { type BookDate, isAsset } from './book-step.js'
import { marketBetas } from './market-betas.js'
import type { Execution } from './settings.js'

/** A limit on a sum over a book, with the words for what it limits. */
export interface ExposureLimit extends LinearLimit {
  readonly name: string
}

type ExposureSettings = Pick<Execution, 'maxSectorNet' | 'maxSectorGross' | 'maxBeta' | 'riskDates'>

export function hasExposureLimits({
  maxSectorNet,
  maxSectorGross,
  maxBeta,
}: ExposureSettings): boolean {
  return maxSectorNet !== null || maxSectorGross !== null || maxBeta !== null
}

/**
 * Limits on a book's exposures on a date:
 *
 *     |Σ_{i ∈ s} w_i| ≤ maxSectorNet,   Σ_{i ∈ s} |w_i| ≤ maxSectorGross   of each sector s
 *     |Σ_i β_i w_i| ≤ maxBeta
 *
 * Assets without a sector count as one sector together; factor portfolios have betas and no sector.
 */
export function exposureLimits(
  settings: ExposureSettings,
  book: Float64Array,
  date: BookDate,
): ExposureLimit[] {
  return [...sectorLimits(settings, book, date), ...betaLimits(settings, date)]
}

function sectorLimits(
  { maxSectorNet, maxSectorGross }: ExposureSettings,
  book: Float64Array,
  { view, columns }: BookDate,
): ExposureLimit[] {
  if (maxSectorNet === null && maxSectorGross === null) return []
  assertHasSectors(view)
  return [...view.sectors.keys(), NO_SECTOR].flatMap((sector) => {
    const isIn = Float64Array.from(columns, (column) =>
      Number(isAsset({ view }, column) && view.sectorOf[column] === sector),
    )
    if (!isIn.some((one, place) => one === 1 && book[place] !== 0)) return []
    const of = sector === NO_SECTOR ? 'assets without a sector' : view.sectors[sector]
    const net = { name: `net exposure to ${of}`, coefficients: isIn, ...within(maxSectorNet) }
    const signed = isIn.map((one, place) => one * Math.sign(book[place]))
    const gross = {
      name: `gross exposure to ${of}`,
      coefficients: signed,
      ...within(maxSectorGross),
    }
    return [...(maxSectorNet === null ? [] : [net]), ...(maxSectorGross === null ? [] : [gross])]
  })
}

/** As in `MarketView.sectorOf`. */
const NO_SECTOR = -1

function betaLimits(
  { maxBeta, riskDates }: ExposureSettings,
  { view, columns }: BookDate,
): ExposureLimit[] {
  if (maxBeta === null) return []
  const coefficients = marketBetas(view, columns, riskDates)
  return [{ name: 'beta', coefficients, ...within(maxBeta) }]
}

function within(most: number | null) {
  return { least: -(most ?? 0), most: most ?? 0 }
}

/** `Σ_i a_i w_i` */
export function exposureTo({ coefficients }: LinearLimit, book: Float64Array): number {
  return book.reduce((sum, weight, place) => sum + coefficients[place] * weight, 0)
}

function assertHasSectors({ sectors }: Pick<MarketView, 'sectors'>): void {
  if (sectors.length > 0) return
  throw new UserError(
    'maxSectorNet and maxSectorGross need sectors, and this dataset has none: ingest it with ' +
      '--sectors <file> (columns symbol and sector), or leave these settings out',
  )
}

/** Throws a UserError where a dataset lacks what the settings read. */
export function assertHasExposures(
  view: Pick<MarketView, 'sectors'>,
  { maxSectorNet, maxSectorGross }: ExposureSettings,
): void {
  if (maxSectorNet !== null || maxSectorGross !== null) assertHasSectors(view)
}
