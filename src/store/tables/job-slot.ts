import type { Generated } from 'kysely'

/** A tick of the schedule that was dealt with; the first row of a task says since when it counts. */
export interface JobSlotTable {
  task: string
  slot: Date
  outcome: 'start' | 'claimed' | 'skipped'
  job_id: number | null
  claimed_at: Generated<Date>
  claimed_by: string
}
