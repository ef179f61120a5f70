import { calendarLine, closedDates } from './calendar-checks.js'
import { gaps, unsortedRows } from './date-checks.js'
import {
  assetsWithoutSector,
  formulaSymbols,
  membersWithoutPrices,
  pricesWithoutMembership,
  similarSymbols,
  undatedSectors,
} from './label-checks.js'
import { missingSpans } from './missing-checks.js'
import { mixedCalendars } from './mixed-calendars.js'
import {
  largeReturns,
  priceRanges,
  priceScales,
  stalePrices,
  unadjustedSplits,
  zeroVolume,
} from './price-checks.js'
import type { QualityFinding, QualityInput } from './report.js'
import { strayRows, thinDates } from './thin-checks.js'
import { unusableData } from './unusable.js'

type Check = (input: QualityInput) => QualityFinding[]

const CHECKS: readonly Check[] = [
  unsortedRows,
  similarSymbols,
  formulaSymbols,
  largeReturns,
  unadjustedSplits,
  priceScales,
  gaps,
  calendarLine,
  unusableData,
  missingSpans,
  strayRows,
  thinDates,
  mixedCalendars,
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
