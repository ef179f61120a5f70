import { addDays } from '../../lib/dates.js'
import type { DataSource, OnProgress } from '../file-source/context.js'
import { hashOf, sourceKey } from '../file-source/data-source.js'
import type { MarketFiles } from '../file-source/market-files.js'
import { inspect } from '../quality/quality.js'
import type { QualityReport } from '../quality/report.js'
import { onSessions } from '../trading-dates.js'
import { type CalendarSettings, hashWith } from './calendar-settings.js'
import { type Changes, compareFiles, isUnchanged } from './compare-files.js'
import type { Restatement } from './comparison.js'
import { registerChanges, writeYears } from './extend-prices.js'
import { extendFactors } from './factors.js'
import { type DatasetManifest, writeFolder } from './folder.js'
import { loadPrices } from './load-panel.js'
import { recentCloses } from './resent-closes.js'
import { describe } from './restatement.js'
import { extendSupplied } from './supplied.js'
import { type DatasetSummary, manifestOf, toSummary, writeReport } from './write.js'

export interface Extension {
  readonly dataset: DatasetSummary
  /** Findings on the new dates, or on all dates after a restatement. */
  readonly report: QualityReport
  readonly addedRows: number
  /** The files change nothing: the stored version stays the newest. */
  readonly unchanged: boolean
  /** The first row of the past that changed. Runs on the version before are stale. */
  readonly restatement: Restatement | null
  /** The first date of the past that got factor returns where the dataset had none. */
  readonly factorsFrom?: string | null
}

export interface ExtendOptions extends CalendarSettings {
  readonly onProgress?: OnProgress
  /** Each file holds one new date, and may correct the volume and open of that date too. */
  readonly daily?: boolean
  /** Currency of the prices; by default that of the stored version. */
  readonly currency?: string
}

/**
 * The union of a stored dataset and files: rows after its last date are appended, on the level of the
 * stored prices; rows of the past that changed are replaced and reported. Membership, sectors and
 * characteristics carry over unless new ones are given. The stored folder does not change.
 */
export async function extendDataset(
  home: string,
  previous: string,
  market: MarketFiles,
  { onProgress, daily, currency, calendar, sessionCoverage }: ExtendOptions = {},
): Promise<Extension> {
  const compared = await compareFiles(previous, market, { daily, calendar, sessionCoverage })
  const changes = { ...compared, currency: currency ?? compared.before.currency }
  if (isUnchanged(changes) && changes.currency === changes.before.currency)
    return unchanged(changes)
  const { comparison, restatement, factors } = changes
  await registerChanges(market.connection, comparison)
  const { folder, manifest, report } = await writeExtension(home, changes, onProgress)
  onProgress?.({ stage: 'write', fraction: 1 })
  return {
    dataset: toSummary(folder, manifest),
    report,
    addedRows: comparison.addedRows,
    unchanged: false,
    restatement,
    factorsFrom: factors.addedFrom,
  }
}

function unchanged(changes: Changes): Extension {
  const { previous, before, stored, trading, market, membership, sectors, found } = changes
  const since = addDays(before.lastDate, 1)
  const report = inspect(
    { ...trading, prices: stored, all: stored, membership, sectors },
    { files: market.files, found, since },
  )
  const dataset = toSummary(previous, before)
  return { dataset, report, addedRows: 0, unchanged: true, restatement: null }
}

interface WrittenExtension {
  readonly folder: string
  readonly manifest: DatasetManifest
  readonly report: QualityReport
}

/** Compared files, and the currency of the version to write. */
interface Extending extends Changes {
  readonly currency?: string
}

async function writeExtension(
  home: string,
  changes: Extending,
  onProgress: OnProgress | undefined,
): Promise<WrittenExtension> {
  let report: QualityReport | undefined
  const written = await writeFolder(home, async (temporary) => {
    const filled = await fillFolder(temporary, changes, onProgress)
    report = filled.report
    return filled.manifest
  })
  return { ...written, report: report as QualityReport } // writeFolder calls its argument once
}

async function fillFolder(
  temporary: string,
  changes: Extending,
  onProgress: OnProgress | undefined,
): Promise<Pick<WrittenExtension, 'manifest' | 'report'>> {
  const { previous, before, trading, market, membership, sectors, restatement, found } = changes
  const { connection } = market
  const years = await writeYears(connection, { previous, temporary, before, onProgress })
  const characteristics = await extendSupplied(connection, previous, temporary, before, market)
  const factors = await extendFactors(connection, { previous, temporary }, before, market)
  const all = await loadPrices(connection, temporary, years)
  const prices = onSessions(all, trading)
  const since = restatement ? '' : addDays(before.lastDate, 1)
  const report = inspect(
    { ...trading, prices, all, membership, sectors },
    { files: market.files, found, since },
  )
  await writeReport(temporary, report)
  const manifest: DatasetManifest = {
    ...manifestOf(
      { ...trading, prices, all },
      { sectors, sessionCoverage: changes.sessionCoverage },
    ),
    years,
    suspensions: before.suspensions,
    grossFactors: before.grossFactors,
    hash: hashWith(hashOf(market.sources, before.hash), changes.given),
    previous: before.hash,
    sources: union(before.sources, market.sources),
    membership,
    sectors,
    characteristics,
    restatement: restatement && describe(restatement),
    renames: changes.renames,
    factors,
    resent: recentCloses(changes.comparison.resent, prices.dates),
    ...(changes.currency !== undefined && { currency: changes.currency }),
  }
  return { manifest, report }
}

function union(before: readonly DataSource[], given: readonly DataSource[]): DataSource[] {
  const known = new Set(before.map(sourceKey))
  return [...before, ...given.filter((source) => !known.has(sourceKey(source)))]
}
