import { type Kysely, sql } from 'kysely'
import { UserError } from '../lib/errors.js'
import { inOrder } from '../lib/in-order.js'
import { didYouMean } from '../lib/nearest-name.js'
import { bumpDataVersion } from './bump-data-version.js'
import type { CalendarRow } from './tables/dataset-version.js'
import type { Database } from './tables/index.js'

/** A dataset as its newest version left it. */
export interface StoredDataset {
  readonly id: number
  readonly name: string
  readonly isDefault: boolean
  readonly createdAt: Date
  readonly versionId: number
  /** 1, 2, … along the chain of versions. */
  readonly number: number
  readonly hash: string
  readonly firstDate: string
  readonly lastDate: string
  readonly nextDate: string
  readonly assetCount: number
  readonly rowCount: number
  readonly sources: readonly { readonly file: string; readonly sha256: string }[]
  /** Folder of the normalised files. */
  readonly path: string
  readonly calendar: CalendarRow
  /** Whether the findings of its ingest are stored, and with them closes and dollar volumes. */
  readonly hasFindings: boolean
}

/** Every dataset, the oldest first. */
export function listDatasets(db: Kysely<Database>): Promise<StoredDataset[]> {
  return newestVersions(db).orderBy('dataset.created_at').orderBy('dataset.id').execute()
}

/** Datasets in the order asked; null where there is none. */
export async function datasetsById(
  db: Kysely<Database>,
  ids: readonly number[],
): Promise<(StoredDataset | null)[]> {
  const rows = await newestVersions(db)
    .where('dataset.id', '=', sql<number>`any(${ids}::int[])`)
    .execute()
  return inOrder(ids, rows, (row) => row.id)
}

/** The dataset of that name, or the default one; null while there is none at all. */
export async function findDataset(
  db: Kysely<Database>,
  name?: string,
): Promise<StoredDataset | null> {
  const row = await newestVersions(db)
    .where((is) => (name === undefined ? is('is_default', '=', true) : is('name', '=', name)))
    .executeTakeFirst()
  return row ?? null
}

/** Whether a version of any dataset lies in this folder. */
export async function isRegisteredFolder(db: Kysely<Database>, path: string): Promise<boolean> {
  const found = await db
    .selectFrom('dataset_version')
    .select('id')
    .where('path', '=', path)
    .limit(1)
    .executeTakeFirst()
  return found !== undefined
}

/** As `findDataset`, but an unknown name is the caller's mistake. */
export async function datasetByName(db: Kysely<Database>, name?: string): Promise<StoredDataset> {
  const found = await findDataset(db, name)
  if (found) return found
  const names = (await listDatasets(db)).map((dataset) => dataset.name)
  if (names.length === 0) throw new UserError('there is no dataset yet: ingest a price file first')
  throw new UserError(
    `dataset ${JSON.stringify(name ?? '')} is unknown; have: ${names.join(', ')}${didYouMean(name ?? '', names)}`,
  )
}

/** Makes a dataset the one that answers where none is named. */
export async function useDataset(db: Kysely<Database>, name: string): Promise<StoredDataset> {
  const dataset = await datasetByName(db, name)
  await db.transaction().execute(async (trx) => {
    await trx
      .updateTable('dataset')
      .set({ is_default: false })
      .where('is_default', '=', true)
      .execute()
    await trx
      .updateTable('dataset')
      .set({ is_default: true })
      .where('id', '=', dataset.id)
      .execute()
    await bumpDataVersion(trx)
  })
  return { ...dataset, isDefault: true }
}

/**
 * Removes a dataset, its runs and all they published; the oldest dataset left becomes the default.
 * The answer names the folders and runs whose files may now be deleted.
 */
export async function removeDataset(
  db: Kysely<Database>,
  name: string,
): Promise<{ dataset: StoredDataset; folders: string[]; runIds: string[] }> {
  const dataset = await datasetByName(db, name)
  return db.transaction().execute(async (trx) => {
    const versions = await trx
      .selectFrom('dataset_version')
      .select('path')
      .distinct()
      .where('dataset_id', '=', dataset.id)
      .execute()
    const runs = await trx
      .deleteFrom('run')
      .where('dataset_id', '=', dataset.id)
      .returning('id')
      .execute()
    await trx.deleteFrom('dataset').where('id', '=', dataset.id).execute()
    if (dataset.isDefault) await defaultToOldest(trx)
    await bumpDataVersion(trx)
    return { dataset, folders: versions.map(({ path }) => path), runIds: runs.map(({ id }) => id) }
  })
}

async function defaultToOldest(db: Kysely<Database>): Promise<void> {
  await db
    .updateTable('dataset')
    .set({ is_default: true })
    .where('id', '=', (of) =>
      of.selectFrom('dataset').select('id').orderBy('created_at').orderBy('id').limit(1),
    )
    .execute()
}

function newestVersions(db: Kysely<Database>) {
  return db
    .selectFrom('dataset')
    .innerJoinLateral(
      (of) =>
        of
          .selectFrom('dataset_version')
          .selectAll()
          .whereRef('dataset_version.dataset_id', '=', 'dataset.id')
          .orderBy('number', 'desc')
          .limit(1)
          .as('newest'),
      (join) => join.onTrue(),
    )
    .select([
      'dataset.id',
      'dataset.name',
      'dataset.is_default as isDefault',
      'dataset.created_at as createdAt',
      'newest.id as versionId',
      'newest.number',
      'newest.hash',
      'newest.first_date as firstDate',
      'newest.last_date as lastDate',
      'newest.next_date as nextDate',
      'newest.asset_count as assetCount',
      'newest.row_count as rowCount',
      'newest.sources',
      'newest.path',
      'newest.calendar',
      sql<boolean>`newest.findings is not null`.as('hasFindings'),
    ])
}
