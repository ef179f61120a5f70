import { closedDates, gaps, thinDates, unsortedRows } from './date-checks.js'
import {
  assetsWithoutSector,
  membersWithoutPrices,
  pricesWithoutMembership,
  similarSymbols,
  undatedSectors,
} from './label-checks.js'
import {
  largeReturns,
  priceRanges,
  priceScales,
  stalePrices,
  unadjustedSplits,
  zeroVolume,
} from './price-checks.js'
import type { QualityFinding, QualityInput } from './report.js'

type Check = (input: QualityInput) => QualityFinding[]

const CHECKS: readonly Check[] = [
  unsortedRows,
  similarSymbols,
  largeReturns,
  unadjustedSplits,
  priceScales,
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
