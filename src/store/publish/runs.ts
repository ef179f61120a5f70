import { type Kysely, sql } from 'kysely'
import { UserError } from '../../lib/errors.js'
import { canonicalJson, sha256 } from '../../lib/hash.js'
import type { EngineInfo } from '../../results.js'
import { bumpDataVersion } from '../bump-data-version.js'
import { RUN_COLUMNS, type RunStatus, runById, type StoredRun } from '../read/runs.js'
import type { Database } from '../tables/index.js'

interface RunIdentity {
  readonly datasetId: number
  readonly strategy: string
  readonly config: object
  readonly seeds: readonly number[]
  readonly engine: string
}

export interface NewRun extends RunIdentity {
  readonly engineInfo?: EngineInfo | null
  readonly commit?: string | null
  /** False for `--no-promote`. A run found again with true becomes promotable. */
  readonly promotable?: boolean
}

/** The run of this identity (dataset, strategy, configuration, seeds, engine), made if new. */
export async function findOrCreateRun(
  db: Kysely<Database>,
  { datasetId, strategy, config, seeds, engine, ...details }: NewRun,
): Promise<{ run: StoredRun; created: boolean }> {
  const promotable = details.promotable ?? true
  const { created, ...run } = await db
    .insertInto('run')
    .values({
      dataset_id: datasetId,
      strategy,
      config: JSON.stringify(config),
      config_hash: sha256(canonicalJson(config)),
      seeds: [...seeds],
      engine,
      engine_info: details.engineInfo ? JSON.stringify(details.engineInfo) : null,
      commit: details.commit ?? null,
      status: 'queued',
      promotable,
    })
    .onConflict((conflict) =>
      conflict
        .columns(['dataset_id', 'strategy', 'config_hash', 'seeds', 'engine'])
        .doUpdateSet({ promotable: sql`run.promotable or excluded.promotable` }),
    )
    // xmax is 0 in a row that this statement inserted.
    .returning([...RUN_COLUMNS, sql<boolean>`run.xmax = 0`.as('created')])
    .executeTakeFirstOrThrow()
  return { run, created }
}

/** `finishedAt` is the time at which a run was last complete; a run that is done keeps it while it is extended. */
export async function setRunStatus(
  db: Kysely<Database>,
  id: string,
  status: RunStatus,
): Promise<void> {
  const finished = status === 'done' || status === 'failed'
  await db
    .updateTable('run')
    .set({
      finished_at: finished
        ? sql`now()`
        : sql`case when status = 'failed' then null else finished_at end`,
      status,
    })
    .where('id', '=', id)
    .execute()
}

/** Pins a run: it answers for its dataset and strategy until another is promoted. */
export async function promoteRun(db: Kysely<Database>, id: string): Promise<StoredRun> {
  const run = await runById(db, id)
  await db.transaction().execute(async (trx) => {
    await trx
      .updateTable('run')
      .set({ promoted_at: sql`case when id = ${id}::uuid then now() end` })
      .where('dataset_id', '=', run.datasetId)
      .where('strategy', '=', run.strategy)
      .execute()
    await bumpDataVersion(trx)
  })
  return runById(db, id)
}

/** Removes a run and all it published; a UserError where another run blends it. */
export async function removeRun(db: Kysely<Database>, id: string): Promise<StoredRun> {
  const run = await runById(db, id)
  const blend = await blendOf(db, run)
  if (blend) {
    throw new UserError(`run ${id} is a component of the blend ${blend}: remove that run first`)
  }
  await db.transaction().execute(async (trx) => {
    await trx.deleteFrom('run').where('id', '=', id).execute()
    await bumpDataVersion(trx)
  })
  return run
}

/** The first run whose setting `runs` names this one. */
async function blendOf(db: Kysely<Database>, { id, datasetId }: StoredRun) {
  const found = await db
    .selectFrom('run')
    .select('id')
    .where('dataset_id', '=', datasetId)
    .where(sql<boolean>`config @> jsonb_build_object('runs', jsonb_build_array(${id}::text))`)
    .orderBy('created_at')
    .executeTakeFirst()
  return found?.id
}

/** Marks a run as made to choose settings: it never answers for its strategy. */
export async function markTrial(db: Kysely<Database>, id: string): Promise<void> {
  await db.updateTable('run').set({ trial: true }).where('id', '=', id).execute()
}
