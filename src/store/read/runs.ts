import { type Kysely, sql } from 'kysely'
import { UserError } from '../../lib/errors.js'
import { inOrder } from '../../lib/in-order.js'
import type { EngineInfo } from '../../results.js'
import type { Database } from '../tables/index.js'

export type RunStatus = 'queued' | 'running' | 'done' | 'failed'

/** One strategy with one configuration over all its splits. */
export interface StoredRun {
  readonly id: string
  readonly datasetId: number
  readonly strategy: string
  readonly config: Record<string, unknown>
  readonly seeds: readonly number[]
  readonly engine: string
  readonly engineInfo: EngineInfo | null
  readonly commit: string | null
  readonly status: RunStatus
  /** False where made with `--no-promote`. */
  readonly promotable: boolean
  /** Made by `tune` to choose settings on validation years. */
  readonly trial: boolean
  /** Set where this run was chosen to answer. */
  readonly promotedAt: Date | null
  /** Its data were restated since. */
  readonly stale: boolean
  readonly createdAt: Date
  readonly finishedAt: Date | null
}

export const RUN_COLUMNS = [
  'run.id',
  'run.dataset_id as datasetId',
  'run.strategy',
  'run.config',
  'run.seeds',
  'run.engine',
  'run.engine_info as engineInfo',
  'run.commit',
  'run.status',
  'run.promotable',
  'run.trial',
  'run.promoted_at as promotedAt',
  'run.stale',
  'run.created_at as createdAt',
  'run.finished_at as finishedAt',
] as const

/** Runs in the order asked; null where there is none (or the id is no UUID). */
export async function runsById(
  db: Kysely<Database>,
  ids: readonly string[],
): Promise<(StoredRun | null)[]> {
  const valid = ids.filter(isUuid)
  const rows = await db
    .selectFrom('run')
    .select(RUN_COLUMNS)
    .where('id', '=', sql<string>`any(${valid}::uuid[])`)
    .execute()
  return inOrder(
    ids.map((id) => id.toLowerCase()),
    rows,
    (row) => row.id,
  )
}

export interface RunPage {
  readonly runs: readonly StoredRun[]
  readonly hasNextPage: boolean
}

export interface RunPageOptions {
  readonly datasetId?: number
  readonly strategy?: string
  readonly status?: RunStatus
  readonly first: number
  /** Id of the run before the page. */
  readonly after?: string
}

/** A page of runs, newest first. */
export async function runPage(
  db: Kysely<Database>,
  { datasetId, strategy, status, first, after }: RunPageOptions,
): Promise<RunPage> {
  const rows = await db
    .selectFrom('run')
    .select(RUN_COLUMNS)
    .$if(datasetId !== undefined, (q) => q.where('dataset_id', '=', datasetId as number))
    .$if(strategy !== undefined, (q) => q.where('strategy', '=', strategy as string))
    .$if(status !== undefined, (q) => q.where('status', '=', status as RunStatus))
    .$if(after !== undefined, (q) =>
      q.where(
        sql<boolean>`(run.created_at, run.id) <
          (select r.created_at, r.id from run r where r.id = ${after}::uuid)`,
      ),
    )
    .orderBy('run.created_at', 'desc')
    .orderBy('run.id', 'desc')
    .limit(first + 1)
    .execute()
  return { runs: rows.slice(0, first), hasNextPage: rows.length > first }
}

/**
 * The run that answers for each strategy of each dataset: the pinned one, else the newest that was
 * completed and is promotable, and while there is none, the newest with a published split.
 */
export async function answeringRuns(
  db: Kysely<Database>,
  { datasetIds, strategy }: { datasetIds: readonly number[]; strategy?: string },
): Promise<StoredRun[]> {
  return db
    .selectFrom('run')
    .distinctOn(['run.dataset_id', 'run.strategy'])
    .select(RUN_COLUMNS)
    .where('run.dataset_id', '=', sql<number>`any(${datasetIds}::int[])`)
    .$if(strategy !== undefined, (q) => q.where('run.strategy', '=', strategy as string))
    .where(
      sql<boolean>`(run.promoted_at is not null or (run.promotable and (${COMPLETED} or exists (
        select from split where split.run_id = run.id and split.current_version_id is not null))))`,
    )
    .orderBy('run.dataset_id')
    .orderBy('run.strategy')
    .orderBy(sql`run.promoted_at is not null desc`)
    .orderBy(sql`${COMPLETED} desc`)
    .orderBy('run.created_at', 'desc')
    .orderBy('run.id', 'desc')
    .execute()
}

/** Done, or done before and now extended by more dates or windows. */
const COMPLETED = sql`(run.status = 'done'
  or (run.status in ('queued', 'running') and run.finished_at is not null))`

export async function runById(db: Kysely<Database>, id: string): Promise<StoredRun> {
  const [run] = await runsById(db, [id])
  if (!run) throw new UserError(`run ${JSON.stringify(id)} is unknown; \`residua runs\` lists them`)
  return run
}

export function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)
}
