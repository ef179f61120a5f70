import { type Kysely, sql } from 'kysely'

/**
 * Queued, running and finished jobs (`job`), the processed ticks of the schedule (`job_slot`: its key
 * makes each tick run once), live workers (`worker`), the next slots
 * (`schedule_entry`), and trained seeds where the database keeps them (`checkpoint`). The queue itself is
 * graphile-worker's, in a schema that it creates itself; `job` is authoritative.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql.raw('drop schema if exists graphile_worker cascade').execute(db)
  await sql
    .raw('drop table if exists checkpoint, schedule_entry, worker, job_slot, job')
    .execute(db)
}

const STATEMENTS: readonly string[] = [
  `create table job (
    id bigint generated always as identity primary key,
    task text not null,
    key text not null,
    payload jsonb not null default '{}',
    gpu boolean not null default false,
    priority smallint not null default 0,
    status text not null default 'queued'
      check (status in ('queued', 'running', 'done', 'failed', 'cancelled')),
    attempts integer not null default 0,
    failures integer not null default 0,
    losses integer not null default 0,
    cancel_requested boolean not null default false,
    run_at timestamptz not null default now(),
    worker_id uuid,
    run_id uuid references run (id) on delete cascade,
    split text,
    seed integer,
    scheduled text,
    slot timestamptz,
    progress jsonb,
    outcome text,
    failure text,
    failure_kind text check (failure_kind in ('retryable', 'data', 'memory', 'lost', 'bug')),
    remedy text,
    created_at timestamptz not null default now(),
    started_at timestamptz,
    finished_at timestamptz,
    updated_at timestamptz not null default clock_timestamp()
  )`,
  `create unique index job_key_unfinished on job (key) where status in ('queued', 'running')`,
  `create index job_finished on job (finished_at desc, id desc) where finished_at is not null`,
  `create index job_of_run on job (run_id) where run_id is not null`,
  `create index job_of_slot on job (scheduled, slot) where status in ('queued', 'running')`,
  `create table job_slot (
    task text not null,
    slot timestamptz not null,
    outcome text not null check (outcome in ('start', 'claimed', 'skipped')),
    job_id bigint references job (id) on delete set null,
    claimed_at timestamptz not null default clock_timestamp(),
    claimed_by text not null,
    primary key (task, slot)
  )`,
  `create unique index job_slot_one_start on job_slot (task) where outcome = 'start'`,
  `create index job_slot_of_job on job_slot (job_id) where job_id is not null`,
  `create table worker (
    id uuid primary key,
    host text not null,
    pid integer not null,
    gpu text,
    concurrency integer not null,
    lanes text[] not null default '{}',
    started_at timestamptz not null default clock_timestamp(),
    seen_at timestamptz not null default clock_timestamp()
  )`,
  `create table schedule_entry (
    task text primary key,
    cron text not null,
    time_zone text not null,
    exchange text,
    catch_up text not null,
    next_slot timestamptz,
    updated_at timestamptz not null default clock_timestamp()
  )`,
  `create table checkpoint (
    run_id uuid not null references run (id) on delete cascade,
    split text not null,
    seed integer not null,
    sha256 text not null,
    content bytea not null,
    created_at timestamptz not null default clock_timestamp(),
    primary key (run_id, split, seed)
  )`,
]
