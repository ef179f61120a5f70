import type { DuckDBConnection, DuckDBDataChunk } from '@duckdb/node-api'
import { last } from '../../lib/at.js'
import { lowerBound } from '../../lib/dates.js'
import { sharedFloat32 } from '../../lib/shared-arrays.js'
import { calendarOf, nextSession, XNYS } from '../calendar/calendar.js'
import { sessionNumbers } from '../calendar/gaps.js'
import { identifier, openDuckDb, parquetTable } from '../duckdb.js'
import { memberMatrix } from '../membership.js'
import type { Panel, SuppliedCharacteristic } from '../panel.js'
import { type Prices, toPrices } from '../prices.js'
import { withoutDates } from '../without-dates.js'
import { loadFactors } from './factors.js'
import { verifyFiles } from './file-hashes.js'
import { characteristicsFile, type DatasetManifest, readManifest, yearFile } from './folder.js'
import { readKeptPrices, writeKeptPrices } from './kept-prices.js'

export interface LoadOptions {
  /** Keep the prices in the folder as arrays, and read them from there; the function gets what went wrong. */
  readonly keep?: (line: string) => void
}

/** Loads a dataset's folder into shared memory. */
export async function loadPanel(folder: string, { keep }: LoadOptions = {}): Promise<Panel> {
  const manifest = await readManifest(folder)
  await verifyFiles(folder, manifest)
  await using db = await openDuckDb()
  const all = await storedPrices(db.connection, folder, manifest, keep)
  const { row: _, ...prices } = onStoredSessions(all, manifest)
  const labels = new Map((manifest.sectors ?? []).map((label) => [label.symbol, label]))
  const { calendar = XNYS } = manifest
  const nextDate = nextSession(calendarOf(calendar), last(prices.dates))
  return {
    ...prices,
    calendar,
    suspensions: manifest.suspensions,
    grossFactors: manifest.grossFactors,
    names: prices.assets.map((symbol) => labels.get(symbol)?.name ?? null),
    sectors: prices.assets.map((symbol) => labels.get(symbol)?.sector ?? null),
    members: memberMatrix(manifest.membership, [...prices.dates, nextDate], prices.assets),
    nextDate,
    factors: await loadFactors(db.connection, folder, manifest, prices.dates),
    supplied: await loadSupplied(db.connection, folder, manifest, prices),
  }
}

/** All prices of a dataset's folder; all row numbers are 0. */
async function storedPrices(
  connection: DuckDBConnection,
  folder: string,
  manifest: DatasetManifest,
  keep: LoadOptions['keep'],
): Promise<Prices> {
  const isSealed = manifest.files !== undefined // earlier releases kept no hashes to compare
  const kept = keep && isSealed ? { folder, manifest, log: keep } : null
  const known = kept && readKeptPrices(kept)
  if (known) return known
  const prices = await loadPrices(connection, folder, manifest.years)
  if (kept) writeKeptPrices(kept, prices)
  return prices
}

/** Without the rows of dates that are no sessions. A manifest without a calendar counts rows. */
export function onStoredSessions(
  all: Prices,
  { calendar, strayDates }: Pick<DatasetManifest, 'calendar' | 'strayDates'>,
): Prices {
  const prices = withoutDates(all, new Set(strayDates))
  return calendar ? { ...prices, sessions: sessionNumbers(calendar, prices.dates) } : prices
}

/** Every stored row of a dataset's folder. */
export async function loadPrices(
  connection: DuckDBConnection,
  folder: string,
  years: readonly number[],
): Promise<Prices> {
  const files = years.map((year) => yearFile(folder, year))
  const stored = `(select *, 0 as row from ${parquetTable(...files)})`
  const { prices } = await toPrices(connection, stored)
  return prices
}

/** A value dated between trading dates is known at the close of the next one. */
async function loadSupplied(
  connection: DuckDBConnection,
  folder: string,
  { characteristics }: DatasetManifest,
  { dates, assets }: Pick<Prices, 'dates' | 'assets'>,
): Promise<SuppliedCharacteristic[]> {
  if (characteristics === null) return []
  const supplied = characteristics.map((name) => ({
    name,
    group: 'supplied',
    values: sharedFloat32(dates.length * assets.length).fill(Number.NaN),
  }))
  const list = characteristics.map(identifier).join(', ')
  const result = await connection.stream(
    `select date::varchar, symbol, ${list} from ${parquetTable(characteristicsFile(folder))}
     order by date, symbol`,
  )
  const cellOf = createCellOf(dates, assets)
  for (let chunk = await result.fetchChunk(); chunk; chunk = await result.fetchChunk()) {
    if (chunk.rowCount === 0) break
    fillSupplied(supplied, chunk, cellOf)
  }
  return supplied
}

type CellOf = (date: string, symbol: string) => number | undefined

/** The cell of the first trading date from `date` on; undefined outside the panel. */
function createCellOf(dates: readonly string[], assets: readonly string[]): CellOf {
  const columnOf = new Map(assets.map((symbol, index) => [symbol, index]))
  return (date, symbol) => {
    const t = lowerBound(dates, date)
    const i = columnOf.get(symbol)
    return i === undefined || t === dates.length ? undefined : t * assets.length + i
  }
}

function fillSupplied(
  supplied: readonly SuppliedCharacteristic[],
  chunk: DuckDBDataChunk,
  cellOf: CellOf,
): void {
  const days = chunk.getColumnVector(0)
  const symbols = chunk.getColumnVector(1)
  for (let k = 0; k < chunk.rowCount; k++) {
    const cell = cellOf(String(days.getItem(k)), String(symbols.getItem(k)))
    if (cell === undefined) continue
    for (const [column, { values }] of supplied.entries()) {
      const value = chunk.getColumnVector(2 + column).getItem(k)
      if (value !== null) values[cell] = value as number // the column is a double
    }
  }
}
