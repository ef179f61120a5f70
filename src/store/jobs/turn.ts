import { type Kysely, sql } from 'kysely'
import type { Database } from '../tables/index.js'
import { NOW } from './attempt.js'
import { dispatch } from './enqueue.js'
import type { StoredJob } from './job.js'

/**
 * Whether the jobs that must come before a job are over: those of earlier ticks of its schedule entry, the seeds of
 * its split, and where each split of a run starts from the one before, the same job of each earlier split.
 */
export async function isItsTurn(db: Kysely<Database>, id: number): Promise<boolean> {
  const earlier = await db
    .selectFrom('job')
    .innerJoin('job as before', (join) => join.onRef('before.id', '!=', 'job.id'))
    .select('before.id')
    .where('job.id', '=', id)
    .where('before.status', 'in', ['queued', 'running'])
    .where((is) =>
      is.or([
        is.and([
          is('before.scheduled', '=', is.ref('job.scheduled')),
          is('before.slot', '<', is.ref('job.slot')),
        ]),
        is.and([
          is('job.task', '=', 'window'),
          is('before.task', '=', 'seed'),
          is('before.run_id', '=', is.ref('job.run_id')),
          is('before.split', '=', is.ref('job.split')),
        ]),
        is.and([
          is('job.task', 'in', ['window', 'seed']),
          is('before.task', '=', is.ref('job.task')),
          is('before.run_id', '=', is.ref('job.run_id')),
          is('before.split', '<', is.ref('job.split')), // names begin with the years
          is('before.seed', 'is not distinct from', is.ref('job.seed')),
          is.exists(
            is
              .selectFrom('run')
              .select('run.id')
              .whereRef('run.id', '=', 'job.run_id')
              .where(sql<boolean>`run.config @> '{"warmStart": true}'`),
          ),
        ]),
      ]),
    )
    .limit(1)
    .executeTakeFirst()
  return earlier === undefined
}

/** Makes the jobs that waited for a finished one due at once; one that failed before keeps its pause. */
export async function wakeSuccessors(
  db: Kysely<Database>,
  { scheduled, slot, task, runId, split }: StoredJob,
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const { rows } = await sql<{ id: number }>`
      update job set run_at = clock_timestamp(), updated_at = clock_timestamp()
      where status = 'queued' and failures = 0 and id in (
        (select id from job where status = 'queued' and scheduled = ${scheduled} and slot > ${slot}
          order by slot limit 1)
        union all
        select id from job where status = 'queued' and ${task} = 'seed' and task = 'window'
          and run_id = ${runId}::uuid and split = ${split})
      returning id`.execute(trx)
    await dispatch(
      trx,
      rows.map(({ id }) => id),
    )
  })
}

/** Delays a queued job. */
export async function postponeJob(
  db: Kysely<Database>,
  id: number,
  delayMs: number,
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await trx
      .updateTable('job')
      .set({
        run_at: sql`clock_timestamp() + ${delayMs / 1000} * interval '1 second'`,
        updated_at: NOW,
      })
      .where('id', '=', id)
      .where('status', '=', 'queued')
      .execute()
    await dispatch(trx, [id])
  })
}
