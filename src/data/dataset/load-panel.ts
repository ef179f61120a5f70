import type { DuckDBConnection } from '@duckdb/node-api'
import { lowerBound } from '../../lib/dates.js'
import { sharedFloat32 } from '../../lib/shared-arrays.js'
import { nextSession } from '../calendar.js'
import { identifier, openDuckDb, pathLiteral } from '../duckdb.js'
import { memberMatrix } from '../membership.js'
import type { Panel, SuppliedCharacteristic } from '../panel.js'
import { type Prices, toPrices } from '../prices.js'
import { loadFactors } from './factors.js'
import { characteristicsFile, type DatasetManifest, readManifest, yearFile } from './folder.js'

/** Everything of a dataset's folder, on shared memory. */
export async function loadPanel(folder: string): Promise<Panel> {
  const manifest = await readManifest(folder)
  await using db = await openDuckDb()
  const { row: _, ...prices } = await loadPrices(db.connection, folder, manifest.years)
  const labels = new Map((manifest.sectors ?? []).map((label) => [label.symbol, label]))
  const nextDate = nextSession(prices.dates[prices.dates.length - 1])
  return {
    ...prices,
    names: prices.assets.map((symbol) => labels.get(symbol)?.name ?? null),
    sectors: prices.assets.map((symbol) => labels.get(symbol)?.sector ?? null),
    members: memberMatrix(manifest.membership, [...prices.dates, nextDate], prices.assets),
    nextDate,
    factors: await loadFactors(db.connection, folder, manifest, prices.dates),
    supplied: await loadSupplied(db.connection, folder, manifest, prices),
  }
}

/** The prices of a dataset's folder; their rows are not counted. */
export async function loadPrices(
  connection: DuckDBConnection,
  folder: string,
  years: readonly number[],
): Promise<Prices> {
  const files = years.map((year) => pathLiteral(yearFile(folder, year))).join(', ')
  const stored = `(select *, 0 as row from read_parquet([${files}]))`
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
  const place = new Map(assets.map((symbol, index) => [symbol, index]))
  const supplied = characteristics.map((name) => ({
    name,
    group: 'supplied',
    values: sharedFloat32(dates.length * assets.length).fill(Number.NaN),
  }))
  const list = characteristics.map(identifier).join(', ')
  const result = await connection.stream(
    `select date::varchar, symbol, ${list} from read_parquet(${pathLiteral(characteristicsFile(folder))})
     order by date, symbol`,
  )
  for (let chunk = await result.fetchChunk(); chunk; chunk = await result.fetchChunk()) {
    if (chunk.rowCount === 0) break
    const [days, symbols] = [chunk.getColumnVector(0), chunk.getColumnVector(1)]
    for (let k = 0; k < chunk.rowCount; k++) {
      const t = lowerBound(dates, String(days.getItem(k)))
      const i = place.get(String(symbols.getItem(k)))
      if (i === undefined || t === dates.length) continue
      for (const [column, { values }] of supplied.entries()) {
        const value = chunk.getColumnVector(2 + column).getItem(k)
        if (value !== null) values[t * assets.length + i] = value as number
      }
    }
  }
  return supplied
}
