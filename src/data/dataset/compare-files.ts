import type { MarketFiles } from '../file-source/market-files.js'
import type { Prices } from '../prices.js'
import type { QualityFinding } from '../quality/report.js'
import { joinedRenames, type Rename } from '../renames.js'
import { compare } from './compare.js'
import type { CompareOptions, Comparison, Restatement } from './comparison.js'
import { extensionFindings } from './extension-findings.js'
import { compareFactors, type FactorComparison } from './factors.js'
import { type DatasetManifest, readManifest } from './folder.js'
import { loadPrices } from './load-panel.js'
import { changedMembership, changedSector, earliest } from './restatement.js'
import { compareSupplied, type SuppliedComparison } from './supplied.js'

/** A stored dataset and the files that extend it, compared. */
export interface Changes {
  readonly previous: string
  readonly before: DatasetManifest
  readonly stored: Prices
  readonly market: MarketFiles
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
  { daily }: Pick<CompareOptions, 'daily'>,
): Promise<Changes> {
  const { connection } = market
  const before = await readManifest(previous)
  const stored = await loadPrices(connection, previous, before.years)
  const comparison = compare(stored, market.prices, { daily, resent: before.resent })
  const membership = market.membership ?? before.membership
  const sectors = market.sectors ?? before.sectors
  const supplied = await compareSupplied(connection, previous, before, market)
  const factors = await compareFactors(connection, previous, before, market)
  const restatement = earliest([
    comparison.restatement,
    changedMembership(before, membership, stored),
    changedSector(before, sectors, stored),
    supplied.restatement,
    factors.restatement,
  ])
  const renames = joinedRenames(before.renames ?? [], market.renames)
  const found = [...market.found, ...extensionFindings(comparison, restatement)]
  const labels = { membership, sectors, renames }
  const differences = { comparison, supplied, factors, restatement, found }
  return { previous, before, stored, market, ...labels, ...differences }
}

export function isUnchanged({
  before,
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
    same(labels.membership, before.membership) &&
    same(labels.sectors, before.sectors) &&
    same(labels.renames, before.renames ?? [])
  )
}
