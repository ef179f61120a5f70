import { sql } from 'kysely'
import type pg from 'pg'
import { UnavailableError } from '../../lib/errors.js'
import { bumpDataVersion } from '../bump-data-version.js'
import { toFindingsRow } from '../market/findings.js'
import { writePrices } from '../market/write-prices.js'
import { inTransaction, type Transaction } from '../transaction.js'
import type { DatasetRegistration } from './dataset-registration.js'
import { placeAssets } from './place-assets.js'
import { dropRangeSums } from './write-range-sums.js'
import { writeReturns, writtenFrom } from './write-returns.js'

export type { DatasetRegistration } from './dataset-registration.js'

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
    const { prices } = registration
    const from = writtenFrom(registration)
    if (prices) await writePrices(transaction, datasetId, { prices, from, positions })
    if (registration.restatedFrom !== null) {
      await dropRangeSums(transaction, datasetId, registration.restatedFrom)
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

/** Two ingests may extend the same version; the second must read its files again, on the new one. */
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
    `dataset ${name} now has version ${newest?.number ?? 0}, which these files do not continue: ` +
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
      ...(registration.calendar && { calendar: JSON.stringify(registration.calendar) }),
      ...(registration.findings && {
        findings: JSON.stringify(toFindingsRow(registration.findings)),
      }),
      restated: registration.restatedFrom !== null,
      restated_from: registration.restatedFrom,
    })
    .returning(['id as versionId', 'number'])
    .executeTakeFirstOrThrow()
}
