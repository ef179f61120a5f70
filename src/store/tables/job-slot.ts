import type { Generated } from 'kysely'

/** A tick of the schedule that was dealt with; a task's first row is the tick from which on they count. */
export interface JobSlotTable {
  task: string
  slot: Date
  outcome: 'start' | 'claimed' | 'skipped'
  job_id: number | null
  claimed_at: Generated<Date>
  claimed_by: string
}
