import { sql } from 'kysely'
import type pg from 'pg'
import { UnavailableError, UserError } from '../../lib/errors.js'
import { bumpDataVersion } from '../bump-data-version.js'
import { inTransaction, type Transaction } from '../transaction.js'
import { type CopyValue, copyRows } from './copy.js'

export interface RegisteredAsset {
  readonly symbol: string
  readonly name: string | null
  readonly sector: string | null
  readonly firstDate: string
  readonly lastDate: string
}

/** One version of a dataset, ready to be registered. */
export interface DatasetRegistration {
  readonly name: string
  readonly hash: string
  readonly firstDate: string
  readonly lastDate: string
  readonly nextDate: string
  readonly rowCount: number
  readonly sources: readonly { readonly file: string; readonly sha256: string }[]
  readonly path: string
  /**
   * The first date on which a row of the version before was changed, if any was: returns are
   * written anew from there on, and runs become stale.
   */
  readonly restatedFrom: string | null
  /** The first date on which an asset that is new has returns of the past: written anew from there. */
  readonly addedFrom?: string | null
  /** Hash of the version that this one continues; it must be the newest. Null for the first. */
  readonly previous?: string | null
  readonly assets: readonly RegisteredAsset[]
  /** Factor portfolios that come with the data: on the axis as assets, and not counted as such. */
  readonly factors?: readonly RegisteredAsset[]
  readonly returns: {
    readonly dates: readonly string[]
    readonly assets: readonly string[]
    /** `[T, N]`, NaN where missing. */
    readonly values: Float64Array
    /** `[T]` return of the equal-weight universe. */
    readonly market: Float64Array
  }
}

export interface RegisteredDataset {
  readonly datasetId: number
  readonly versionId: number
  readonly number: number
  /** False where these bytes were registered before. */
  readonly created: boolean
}

/**
 * Registers a version of a dataset in one transaction. Assets keep their positions, new ones are
 * appended; of an extension only the new dates are written. The first dataset becomes the default.
 */
export function registerDataset(
  pool: pg.Pool,
  registration: DatasetRegistration,
): Promise<RegisteredDataset> {
  return inTransaction(pool, async (transaction) => {
    const datasetId = await lockedDataset(transaction, registration.name)
    const known = await versionOf(transaction, datasetId, registration.hash)
    if (known) return { datasetId, ...known, created: false }
    await assertContinues(transaction, datasetId, registration)
    const version = await addVersion(transaction, datasetId, registration)
    const positions = await placeAssets(transaction, datasetId, [
      ...registration.assets,
      ...(registration.factors ?? []),
    ])
    await writeReturns(transaction, datasetId, registration, positions)
    if (registration.restatedFrom !== null) {
      await transaction.db
        .updateTable('run')
        .set({ stale: true })
        .where('dataset_id', '=', datasetId)
        .execute()
    }
    await bumpDataVersion(transaction.db)
    return { datasetId, ...version, created: true }
  })
}

/** The dataset's row, made if new and locked, so that two ingests of a name follow each other. */
async function lockedDataset({ db }: Transaction, name: string): Promise<number> {
  await sql`select pg_advisory_xact_lock(hashtext('residua dataset'))`.execute(db)
  const found = await db
    .selectFrom('dataset')
    .select('id')
    .where('name', '=', name)
    .forUpdate()
    .executeTakeFirst()
  if (found) return found.id
  const { id } = await db
    .insertInto('dataset')
    .values({ name, is_default: sql<boolean>`not exists (select from dataset)` })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

function versionOf({ db }: Transaction, datasetId: number, hash: string) {
  return db
    .selectFrom('dataset_version')
    .select(['id as versionId', 'number'])
    .where('dataset_id', '=', datasetId)
    .where('hash', '=', hash)
    .executeTakeFirst()
}

/** Two that extend one version do not know of each other: the second has to look again. */
async function assertContinues(
  { db }: Transaction,
  datasetId: number,
  { name, previous }: DatasetRegistration,
): Promise<void> {
  if (previous === undefined) return
  const newest = await db
    .selectFrom('dataset_version')
    .select(['hash', 'number'])
    .where('dataset_id', '=', datasetId)
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst()
  if ((newest?.hash ?? null) === previous) return
  throw new UnavailableError(
    `dataset ${name} has a version ${newest?.number ?? 0} by now that these files were not read on: ` +
      'ingest them again',
  )
}

function addVersion({ db }: Transaction, datasetId: number, registration: DatasetRegistration) {
  const { hash, firstDate, lastDate, nextDate, rowCount, sources, path } = registration
  return db
    .insertInto('dataset_version')
    .values({
      dataset_id: datasetId,
      number: sql<number>`1 + coalesce(
        (select max(number) from dataset_version where dataset_id = ${datasetId}), 0)`,
      hash,
      first_date: firstDate,
      last_date: lastDate,
      next_date: nextDate,
      asset_count: registration.assets.length,
      row_count: rowCount,
      sources: JSON.stringify(sources),
      path,
      restated: registration.restatedFrom !== null,
      restated_from: registration.restatedFrom,
    })
    .returning(['id as versionId', 'number'])
    .executeTakeFirstOrThrow()
}

/** Position of every symbol: those known keep theirs, new ones follow in the order given. */
async function placeAssets(
  { db, client }: Transaction,
  datasetId: number,
  assets: readonly RegisteredAsset[],
): Promise<Map<string, number>> {
  const known = await db
    .selectFrom('asset')
    .select(['symbol', 'position'])
    .where('dataset_id', '=', datasetId)
    .execute()
  const positions = new Map(known.map(({ symbol, position }) => [symbol, position]))
  const added = assets.filter(({ symbol }) => !positions.has(symbol))
  for (const { symbol } of added) positions.set(symbol, positions.size)
  await sql`
    update asset set name = a.name, sector = a.sector, first_date = a.first_date,
      last_date = a.last_date
    from unnest(${assets.map((a) => a.symbol)}::text[], ${assets.map((a) => a.name)}::text[],
      ${assets.map((a) => a.sector)}::text[], ${assets.map((a) => a.firstDate)}::date[],
      ${assets.map((a) => a.lastDate)}::date[]) as a (symbol, name, sector, first_date, last_date)
    where asset.dataset_id = ${datasetId} and asset.symbol = a.symbol`.execute(db)
  await copyRows(client, {
    table: 'asset',
    columns: {
      dataset_id: 'int4',
      position: 'int4',
      symbol: 'text',
      name: 'text',
      sector: 'text',
      first_date: 'date',
      last_date: 'date',
    },
    rows: added.map((asset) => [
      datasetId,
      positions.get(asset.symbol) as number,
      asset.symbol,
      asset.name,
      asset.sector,
      asset.firstDate,
      asset.lastDate,
    ]),
  })
  return positions
}

async function writeReturns(
  { db, client }: Transaction,
  datasetId: number,
  { returns, restatedFrom, addedFrom = null }: DatasetRegistration,
  positions: ReadonlyMap<string, number>,
): Promise<void> {
  const writtenFrom = earlier(restatedFrom, addedFrom)
  if (writtenFrom !== null) {
    await db
      .deleteFrom('return_day')
      .where('dataset_id', '=', datasetId)
      .where('date', '>=', writtenFrom)
      .execute()
  }
  const { last } = await db
    .selectFrom('return_day')
    .select(({ fn }) => fn.max('date').as('last'))
    .where('dataset_id', '=', datasetId)
    .executeTakeFirstOrThrow()
  const columnOf = returns.assets.map((symbol) => {
    const position = positions.get(symbol)
    if (position === undefined) throw new UserError(`returns of unknown asset ${symbol}`)
    return position
  })
  await copyRows(client, {
    table: 'return_day',
    columns: { dataset_id: 'int4', date: 'date', market: 'float8', v: 'float8[]' },
    rows: returnRows(datasetId, returns, columnOf, positions.size, last ?? ''),
  })
}

function earlier(a: string | null, b: string | null): string | null {
  return a === null || (b !== null && b < a) ? b : a
}

function* returnRows(
  datasetId: number,
  { dates, values, market }: DatasetRegistration['returns'],
  columnOf: readonly number[],
  axisLength: number,
  after: string,
): Generator<CopyValue[]> {
  for (let t = 0; t < dates.length; t++) {
    if (dates[t] <= after) continue
    const row = new Float64Array(axisLength).fill(NaN)
    for (let i = 0; i < columnOf.length; i++) row[columnOf[i]] = values[t * columnOf.length + i]
    yield [datasetId, dates[t], market[t], row]
  }
}
