import { createSessionGap } from '../calendar/gaps.js'
import type { MarketFiles } from '../file-source/market-files.js'
import type { Prices } from '../prices.js'
import type { QualityFinding } from '../quality/report.js'
import { joinedRenames, type Rename } from '../renames.js'
import type { TradingDates } from '../trading-dates.js'
import { withoutDates } from '../without-dates.js'
import { type CalendarSettings, changesCalendar, settingsOf } from './calendar-settings.js'
import { compare } from './compare.js'
import type { CompareOptions, Comparison, Restatement } from './comparison.js'
import { changedSessions, extendedDates } from './extended-dates.js'
import { extensionFindings } from './extension-findings.js'
import { compareFactors, type FactorComparison } from './factors.js'
import { type DatasetManifest, readManifest } from './folder.js'
import { loadPrices, onStoredSessions } from './load-panel.js'
import { changedMembership, changedSector, earliest } from './restatement.js'
import { compareSupplied, type SuppliedComparison } from './supplied.js'

/** A stored dataset and the files that extend it, compared. */
export interface Changes {
  readonly previous: string
  readonly before: DatasetManifest
  readonly stored: Prices
  readonly market: MarketFiles
  /** Which dates of the union are sessions. */
  readonly trading: TradingDates
  readonly given: CalendarSettings
  readonly sessionCoverage: number | undefined
  readonly comparison: Comparison
  readonly membership: DatasetManifest['membership']
  readonly sectors: DatasetManifest['sectors']
  readonly supplied: SuppliedComparison
  readonly factors: FactorComparison
  readonly renames: readonly Rename[]
  readonly restatement: Restatement | null
  readonly found: readonly QualityFinding[]
}

export async function compareFiles(
  previous: string,
  market: MarketFiles,
  { daily, ...given }: Pick<CompareOptions, 'daily'> & CalendarSettings,
): Promise<Changes> {
  const { connection } = market
  const before = await readManifest(previous)
  const all = await loadPrices(connection, previous, before.years)
  const stored = onStoredSessions(all, before)
  const trading = extendedDates(before, { all, incoming: market.prices }, given)
  const still = before.strayDates?.filter((date) => trading.stray.some((one) => one.date === date))
  const incoming = withoutDates(market.prices, new Set(still))
  const gap = createSessionGap(trading.calendar, joinedDates(stored, incoming))
  const comparison = compare(stored, incoming, { daily, resent: before.resent, gap })
  const membership = market.membership ?? before.membership
  const sectors = market.sectors ?? before.sectors
  const supplied = await compareSupplied(connection, previous, before, market)
  const factors = await compareFactors(connection, previous, before, market)
  const restatement = earliest([
    comparison.restatement,
    changedSessions(before, stored, trading.calendar),
    changedMembership(before, membership, stored),
    changedSector(before, sectors, stored),
    supplied.restatement,
    factors.restatement,
  ])
  const renames = joinedRenames(before.renames ?? [], market.renames)
  const found = [...market.found, ...extensionFindings(comparison, restatement)]
  const labels = { membership, sectors, renames }
  const differences = { comparison, supplied, factors, restatement, found }
  const { sessionCoverage } = settingsOf(before, given)
  const sessions = { trading, given, sessionCoverage }
  return { previous, before, stored, market, ...sessions, ...labels, ...differences }
}

function joinedDates(...panels: readonly Pick<Prices, 'dates'>[]): string[] {
  return [...new Set(panels.flatMap(({ dates }) => dates))].sort()
}

export function isUnchanged({
  before,
  given,
  comparison,
  supplied,
  factors,
  ...labels
}: Changes): boolean {
  const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)
  return (
    comparison.changes.length === 0 &&
    !supplied.changed &&
    !factors.changed &&
    !changesCalendar(before, given) &&
    same(labels.membership, before.membership) &&
    same(labels.sectors, before.sectors) &&
    same(labels.renames, before.renames ?? [])
  )
}
