import { type Kysely, sql } from 'kysely'
import { groupedInOrder, inOrder } from '../../lib/in-order.js'
import type { Database } from '../tables/index.js'

export interface StoredAsset {
  /** Index into every stored array of its dataset. */
  readonly position: number
  readonly symbol: string
  readonly name: string | null
  readonly sector: string | null
  /** First and last date with a price. */
  readonly from: string
  readonly to: string
}

const COLUMNS = [
  'position',
  'symbol',
  'name',
  'sector',
  'first_date as from',
  'last_date as to',
] as const

/** The whole asset axis of each dataset: element p has position p. */
export async function assetAxes(
  db: Kysely<Database>,
  datasetIds: readonly number[],
): Promise<StoredAsset[][]> {
  const rows = await db
    .selectFrom('asset')
    .select([...COLUMNS, 'dataset_id'])
    .where('dataset_id', '=', sql<number>`any(${datasetIds}::int[])`)
    .orderBy('position')
    .execute()
  return groupedInOrder(datasetIds, rows, (row) => row.dataset_id)
}

export interface AssetPageOptions {
  readonly datasetId: number
  /** Part of a symbol or name, in any case. */
  readonly search?: string
  readonly sector?: string
  readonly first: number
  /** Symbol of the asset before the page. */
  readonly after?: string
}

/** A page of assets by symbol. */
export async function assetPage(
  db: Kysely<Database>,
  { datasetId, search, sector, first, after }: AssetPageOptions,
): Promise<{ readonly assets: readonly StoredAsset[]; readonly hasNextPage: boolean }> {
  const pattern = `%${(search ?? '').replace(/[\\%_]/g, '\\$&')}%`
  const rows = await db
    .selectFrom('asset')
    .select(COLUMNS)
    .where('dataset_id', '=', datasetId)
    .$if(search !== undefined, (q) =>
      q.where((is) => is.or([is('symbol', 'ilike', pattern), is('name', 'ilike', pattern)])),
    )
    .$if(sector !== undefined, (q) => q.where('sector', '=', sector as string))
    .$if(after !== undefined, (q) => q.where(sql<boolean>`symbol collate "C" > ${after}`))
    .orderBy(sql`symbol collate "C"`)
    .limit(first + 1)
    .execute()
  return { assets: rows.slice(0, first), hasNextPage: rows.length > first }
}

/** Assets of a dataset by symbol, in the order asked; null where there is none. */
export async function assetsBySymbol(
  db: Kysely<Database>,
  datasetId: number,
  symbols: readonly string[],
): Promise<(StoredAsset | null)[]> {
  const rows = await db
    .selectFrom('asset')
    .select(COLUMNS)
    .where('dataset_id', '=', datasetId)
    .where('symbol', '=', sql<string>`any(${symbols}::text[])`)
    .execute()
  return inOrder(symbols, rows, ({ symbol }) => symbol)
}
