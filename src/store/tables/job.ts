import type { Generated, JSONColumnType } from 'kysely'

/** Progress of a job. */
export interface JobProgress {
  /** 0 … 1 */
  readonly fraction: number
  readonly state: string
  readonly seed?: number
  readonly epoch?: number
  readonly epochCount?: number
  readonly netSharpe?: number
  readonly secondsLeft?: number
}

export type JobStatus = 'queued' | 'running' | 'done' | 'failed' | 'cancelled'

/** Why a job failed: to be tried again, wrong data, out of memory, its worker died, a bug. */
export type FailureKind = 'retryable' | 'data' | 'memory' | 'lost' | 'bug'

/** One execution of a task: queued, running or finished. */
export interface JobTable {
  id: Generated<number>
  task: string
  /** What it does; no two unfinished jobs have the same. */
  key: string
  payload: JSONColumnType<Record<string, unknown>>
  /** Whether it needs a worker with a graphics card. */
  gpu: Generated<boolean>
  /** Smaller is sooner. */
  priority: Generated<number>
  status: Generated<JobStatus>
  /** How often it was started; steps of an earlier attempt change nothing. */
  attempts: Generated<number>
  /** How often it failed and may be tried again. */
  failures: Generated<number>
  /** How often its worker died since it last stored something. */
  losses: Generated<number>
  cancel_requested: Generated<boolean>
  /** Not before. */
  run_at: Generated<Date>
  worker_id: string | null
  run_id: string | null
  split: string | null
  seed: number | null
  /** The entry of the schedule and the tick it was made for. */
  scheduled: string | null
  slot: Date | null
  progress: JSONColumnType<JobProgress> | null
  outcome: string | null
  failure: string | null
  failure_kind: FailureKind | null
  remedy: string | null
  created_at: Generated<Date>
  started_at: Date | null
  finished_at: Date | null
  updated_at: Generated<Date>
}
