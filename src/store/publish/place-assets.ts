import { sql } from 'kysely'
import { copyRows } from '../copy-rows.js'
import type { Transaction } from '../transaction.js'
import type { RegisteredAsset } from './dataset-registration.js'

/** Position of every symbol: those known keep theirs, new ones follow in the order given. */
export async function placeAssets(
  transaction: Transaction,
  datasetId: number,
  assets: readonly RegisteredAsset[],
): Promise<Map<string, number>> {
  const known = await transaction.db
    .selectFrom('asset')
    .select(['symbol', 'position'])
    .where('dataset_id', '=', datasetId)
    .execute()
  const positions = new Map(known.map(({ symbol, position }) => [symbol, position]))
  const added = assets
    .filter(({ symbol }) => !positions.has(symbol))
    .map((asset, n) => ({ ...asset, position: known.length + n }))
  for (const { symbol, position } of added) positions.set(symbol, position)
  await updateAssets(transaction, datasetId, assets)
  await copyRows(transaction.client, {
    table: 'asset',
    columns: COLUMNS,
    rows: added.map(({ position, symbol, name, sector, firstDate, lastDate }) => [
      datasetId,
      position,
      symbol,
      name,
      sector,
      firstDate,
      lastDate,
    ]),
  })
  return positions
}

/** Names, sectors and dates of assets that are there already; the last registration's are kept. */
async function updateAssets(
  { db }: Transaction,
  datasetId: number,
  assets: readonly RegisteredAsset[],
): Promise<void> {
  await sql`
    update asset set name = a.name, sector = a.sector, first_date = a.first_date,
      last_date = a.last_date
    from unnest(${assets.map((a) => a.symbol)}::text[], ${assets.map((a) => a.name)}::text[],
      ${assets.map((a) => a.sector)}::text[], ${assets.map((a) => a.firstDate)}::date[],
      ${assets.map((a) => a.lastDate)}::date[]) as a (symbol, name, sector, first_date, last_date)
    where asset.dataset_id = ${datasetId} and asset.symbol = a.symbol`.execute(db)
}

const COLUMNS = {
  dataset_id: 'int4',
  position: 'int4',
  symbol: 'text',
  name: 'text',
  sector: 'text',
  first_date: 'date',
  last_date: 'date',
} as const
