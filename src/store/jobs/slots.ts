import { type Kysely, sql } from 'kysely'
import { oneRow } from '../one-row.js'
import type { Database } from '../tables/index.js'

/** The database's clock, which all schedulers use. */
export async function databaseTime(db: Kysely<Database>): Promise<Date> {
  const clock = await sql<{ now: Date }>`select clock_timestamp() as now`.execute(db)
  return oneRow(clock).now
}

/** The last tick of each task that was dealt with, in the order asked; a new task begins at `start`. */
export async function lastSlots(
  db: Kysely<Database>,
  tasks: readonly string[],
  start: Date,
): Promise<Date[]> {
  await sql`insert into job_slot (task, slot, outcome, claimed_by)
    select t, ${start}, 'start', 'schedule' from unnest(${tasks}::text[]) as t
    where not exists (select from job_slot where job_slot.task = t)
    on conflict do nothing`.execute(db)
  const rows = await db
    .selectFrom('job_slot')
    .select((of) => ['task', of.fn.max('slot').as('last')])
    .where('task', '=', sql<string>`any(${tasks}::text[])`)
    .groupBy('task')
    .execute()
  const byTask = new Map(rows.map(({ task, last }) => [task, last]))
  return tasks.map((task) => byTask.get(task) ?? start)
}

export interface Claim {
  readonly task: string
  readonly slots: readonly Date[]
  readonly outcome: 'claimed' | 'skipped'
  /** The scheduler, for the record. */
  readonly by: string
}

/** Claims the slots that no scheduler has dealt with before; answers them, ascending. */
export async function claimSlots(
  db: Kysely<Database>,
  { task, slots, outcome, by }: Claim,
): Promise<Date[]> {
  if (slots.length === 0) return []
  const { rows } = await sql<{ slot: Date }>`
    insert into job_slot (task, slot, outcome, claimed_by)
    select ${task}, slot, ${outcome}, ${by} from unnest(${slots}::timestamptz[]) as slot
    on conflict do nothing
    returning slot`.execute(db)
  return rows.map(({ slot }) => slot).sort((a, b) => a.getTime() - b.getTime())
}

/** Notes the job that was made for a slot. */
export async function jobOfSlot(
  db: Kysely<Database>,
  { task, slot, jobId }: { task: string; slot: Date; jobId: number },
): Promise<void> {
  await db
    .updateTable('job_slot')
    .set({ job_id: jobId })
    .where('task', '=', task)
    .where('slot', '=', slot)
    .execute()
}
