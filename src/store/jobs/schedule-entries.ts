import { type Kysely, sql } from 'kysely'
import type { Database } from '../tables/index.js'

/** An entry of the schedule, and when it is due next. */
export interface StoredScheduleEntry {
  readonly task: string
  readonly cron: string
  readonly timeZone: string
  readonly exchange: string | null
  readonly catchUp: string
  readonly nextSlot: Date | null
}

/** Stores the whole schedule; entries that it no longer has are removed. */
export async function saveSchedule(
  db: Kysely<Database>,
  entries: readonly StoredScheduleEntry[],
): Promise<void> {
  const tasks = entries.map(({ task }) => task)
  await db.deleteFrom('schedule_entry').where(sql<boolean>`task <> all(${tasks}::text[])`).execute()
  if (entries.length === 0) return
  await db
    .insertInto('schedule_entry')
    .values(
      entries.map(({ task, cron, timeZone, exchange, catchUp, nextSlot }) => ({
        task,
        cron,
        time_zone: timeZone,
        exchange,
        catch_up: catchUp,
        next_slot: nextSlot,
      })),
    )
    .onConflict((conflict) =>
      conflict.column('task').doUpdateSet((excluded) => ({
        cron: excluded.ref('excluded.cron'),
        time_zone: excluded.ref('excluded.time_zone'),
        exchange: excluded.ref('excluded.exchange'),
        catch_up: excluded.ref('excluded.catch_up'),
        next_slot: excluded.ref('excluded.next_slot'),
        updated_at: sql`clock_timestamp()`,
      })),
    )
    .execute()
}

/** The schedule as it was last stored, the next tick first. */
export async function scheduleEntries(db: Kysely<Database>): Promise<StoredScheduleEntry[]> {
  return db
    .selectFrom('schedule_entry')
    .select([
      'task',
      'cron',
      'time_zone as timeZone',
      'exchange',
      'catch_up as catchUp',
      'next_slot as nextSlot',
    ])
    .orderBy(sql`next_slot nulls last`)
    .orderBy('task')
    .execute()
}
