import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'
import { at, first, last } from '../../lib/at.js'
import { yearOf } from '../../lib/dates.js'
import { type CalendarRule, calendarOf, nextSession, XNYS } from '../calendar/calendar.js'
import { literal } from '../duckdb.js'
import type { OnProgress } from '../file-source/context.js'
import type { MarketFiles } from '../file-source/market-files.js'
import { ROW_NOTE_NAMES } from '../file-source/scan.js'
import type { Prices } from '../prices.js'
import type { QualityReport } from '../quality/report.js'
import { rowRanges } from '../row-ranges.js'
import type { SectorLabel } from '../sectors.js'
import type { SessionPrices } from '../trading-dates.js'
import { writeFactors } from './factors.js'
import { isIntact } from './file-hashes.js'
import {
  characteristicsFile,
  type DatasetAsset,
  type DatasetManifest,
  datasetFolder,
  readManifest,
  writeFolder,
  yearFile,
} from './folder.js'

/** A dataset version as it is registered in the store. */
export interface DatasetSummary {
  readonly hash: string
  /** Folder of the normalised files. */
  readonly path: string
  readonly firstDate: string
  readonly lastDate: string
  readonly nextDate: string
  readonly calendar: CalendarRule
  readonly assetCount: number
  readonly rowCount: number
  /** Files of the whole chain by base name. */
  readonly sources: readonly { file: string; sha256: string }[]
  readonly assets: readonly DatasetAsset[]
}

export interface WriteOptions {
  readonly sessions: SessionPrices
  readonly sessionCoverage?: number
  readonly report: QualityReport
  readonly currency?: string
  readonly onProgress?: OnProgress
}

/** Writes what was read to `<home>/datasets/<hash>`, unless the folder exists. */
export async function writeDataset(
  home: string,
  market: MarketFiles,
  options: WriteOptions,
): Promise<DatasetSummary> {
  const { sessions, sessionCoverage, report, currency, onProgress } = options
  const { hash } = market
  const stored = datasetFolder(home, hash)
  if (await isIntact(stored)) return toSummary(stored, await readManifest(stored))
  const { folder, manifest } = await writeFolder(home, async (temporary) => {
    const filled = await fillFolder(temporary, market, { sessions, sessionCoverage, onProgress })
    await writeReport(temporary, report)
    return currency === undefined ? filled : { ...filled, currency }
  })
  onProgress?.({ stage: 'write', fraction: 1 })
  return toSummary(folder, manifest)
}

async function fillFolder(
  temporary: string,
  market: MarketFiles,
  { sessions, sessionCoverage, onProgress }: Omit<WriteOptions, 'report'>,
): Promise<DatasetManifest> {
  const { hash, connection, prices, characteristics, sources } = market
  const years = yearsOf(prices)
  for (const [k, year] of years.entries()) {
    onProgress?.({ stage: 'write', fraction: k / years.length })
    await writeYear(connection, temporary, year, 'select * from prices')
  }
  if (characteristics) {
    const query = `select * exclude (${ROW_NOTE_NAMES}) from characteristics`
    await writeCharacteristics(connection, temporary, query)
  }
  const factors = await writeFactors(connection, temporary, market)
  const { membership, sectors, renames } = market
  const rest = { membership, sectors, characteristics, restatement: null, renames, factors }
  return {
    ...manifestOf(sessions, { sectors, sessionCoverage }),
    hash,
    years,
    suspensions: true,
    grossFactors: true,
    previous: null,
    sources,
    ...rest,
  }
}

export function toSummary(path: string, manifest: DatasetManifest): DatasetSummary {
  const { hash, firstDate, lastDate, nextDate, rowCount, assets, calendar = XNYS } = manifest
  const sources = manifest.sources.map(({ file, sha256 }) => ({ file, sha256 }))
  const assetCount = assets.length
  const dates = { firstDate, lastDate, nextDate, calendar }
  return { hash, path, ...dates, assetCount, rowCount, sources, assets }
}

interface ManifestLabels {
  readonly sectors: readonly SectorLabel[] | null
  readonly sessionCoverage?: number
}

/** The part of a manifest that follows from the prices and their sessions. */
export function manifestOf(
  { prices, calendar, stray }: SessionPrices,
  { sectors, sessionCoverage }: ManifestLabels,
): Pick<
  DatasetManifest,
  | 'format'
  | 'firstDate'
  | 'lastDate'
  | 'nextDate'
  | 'rowCount'
  | 'assets'
  | 'calendar'
  | 'strayDates'
  | 'sessionCoverage'
> {
  const { dates, assets } = prices
  const { first: firstRow, last: lastRow, rowCount } = rowRanges(prices)
  const labels = new Map((sectors ?? []).map((label) => [label.symbol, label]))
  const lastDate = last(dates)
  return {
    format: 1,
    firstDate: first(dates),
    lastDate,
    nextDate: nextSession(calendarOf(calendar), lastDate),
    calendar,
    strayDates: stray.map(({ date }) => date),
    sessionCoverage,
    rowCount,
    assets: assets.map((symbol, i) => ({
      symbol,
      name: labels.get(symbol)?.name ?? null,
      sector: labels.get(symbol)?.sector ?? null,
      firstDate: at(dates, at(firstRow, i)),
      lastDate: at(dates, at(lastRow, i)),
    })),
  }
}

/** Writes the rows of one year of a query with the columns of the table `prices`. */
export async function writeYear(
  connection: DuckDBConnection,
  folder: string,
  year: number,
  query: string,
): Promise<void> {
  await connection.run(`copy (
    select date, symbol, open, high, low, close, adj_close, volume from (${query})
    where adj_close is not null and date between '${year}-01-01' and '${year}-12-31'
    order by date, symbol
  ) to ${literal(yearFile(folder, year))} (format parquet, compression zstd)`)
}

export async function writeCharacteristics(
  connection: DuckDBConnection,
  folder: string,
  query: string,
): Promise<void> {
  await connection.run(`copy (select * from (${query}) order by date, symbol)
    to ${literal(characteristicsFile(folder))} (format parquet, compression zstd)`)
}

export function writeReport(folder: string, report: QualityReport): Promise<void> {
  return writeFile(join(folder, 'quality.json'), `${JSON.stringify(report)}\n`)
}

function yearsOf({ dates }: Prices): number[] {
  return [...new Set(dates.map(yearOf))]
}
