import type { Generated } from 'kysely'

/** A process that runs jobs; removed when it ends, or without a heartbeat. */
export interface WorkerTable {
  id: string
  host: string
  pid: number
  /** The graphics card it works on; null where it has none. */
  gpu: string | null
  concurrency: number
  /** Names under which it locks jobs in the queue. */
  lanes: Generated<string[]>
  started_at: Generated<Date>
  seen_at: Generated<Date>
}
