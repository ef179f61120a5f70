import { type Kysely, sql } from 'kysely'
import type { Database } from '../tables/index.js'

/** A process that takes jobs. */
export interface StoredWorker {
  readonly id: string
  readonly host: string
  readonly pid: number
  readonly gpu: string | null
  readonly concurrency: number
  readonly startedAt: Date
  readonly seenAt: Date
}

export interface Heartbeat extends Omit<StoredWorker, 'startedAt' | 'seenAt'> {
  /** Names under which it locks jobs in the queue, one for each job it can run at a time. */
  readonly lanes: readonly string[]
}

/** A job that a worker holds, as the database sees it. */
export interface HeldJob {
  readonly id: number
  readonly attempts: number
  /** Whether its cancellation was requested. */
  readonly cancel: boolean
}

/** Stores that a worker is alive; answers the running jobs that it holds. */
export async function heartbeat(
  db: Kysely<Database>,
  { id, host, pid, gpu, concurrency, lanes }: Heartbeat,
): Promise<HeldJob[]> {
  await db
    .insertInto('worker')
    .values({ id, host, pid, gpu, concurrency, lanes: [...lanes] })
    .onConflict((conflict) =>
      conflict.column('id').doUpdateSet({
        lanes: (of) => of.ref('excluded.lanes'),
        seen_at: sql`clock_timestamp()`,
      }),
    )
    .execute()
  return db
    .selectFrom('job')
    .select(['id', 'attempts', 'cancel_requested as cancel'])
    .where('worker_id', '=', id)
    .where('status', '=', 'running')
    .execute()
}

export async function retireWorker(db: Kysely<Database>, id: string): Promise<void> {
  await db.deleteFrom('worker').where('id', '=', id).execute()
}

export async function liveWorkers(db: Kysely<Database>): Promise<StoredWorker[]> {
  return db
    .selectFrom('worker')
    .select([
      'id',
      'host',
      'pid',
      'gpu',
      'concurrency',
      'started_at as startedAt',
      'seen_at as seenAt',
    ])
    .orderBy('started_at')
    .orderBy('id')
    .execute()
}

/** Whether an older worker on the same machine holds the graphics card, which one process at a time uses. */
export async function isCardTaken(
  db: Kysely<Database>,
  { id, host, gpu }: Pick<StoredWorker, 'id' | 'host' | 'gpu'>,
): Promise<boolean> {
  const row = await db
    .selectFrom('worker')
    .innerJoin('worker as older', (join) =>
      join.onRef('older.host', '=', 'worker.host').onRef('older.gpu', '=', 'worker.gpu'),
    )
    .select('older.id')
    .where('worker.id', '=', id)
    .where('older.host', '=', host)
    .where('older.gpu', '=', gpu)
    .where(sql<boolean>`(older.started_at, older.id) < (worker.started_at, worker.id)`)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}
