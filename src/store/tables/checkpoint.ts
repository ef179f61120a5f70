import type { Generated } from 'kysely'

/** A trained seed, as the bytes of its file. */
export interface CheckpointTable {
  run_id: string
  split: string
  seed: number
  sha256: string
  content: Buffer
  created_at: Generated<Date>
}
