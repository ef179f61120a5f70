import type { Generated } from 'kysely'

/** An entry of the schedule, and when it is due next. */
export interface ScheduleEntryTable {
  task: string
  cron: string
  time_zone: string
  exchange: string | null
  catch_up: string
  next_slot: Date | null
  updated_at: Generated<Date>
}
