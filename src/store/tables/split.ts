import type { Generated, JSONColumnType } from 'kysely'
import type { EngineInfo } from '../../results.js'

/** One train range and one test range of a run. */
export interface SplitTable {
  id: Generated<number>
  run_id: string
  name: string
  status: 'queued' | 'running' | 'published' | 'failed'
  failure: string | null
  live: Generated<boolean>
  train_from: string
  train_to: string
  test_from: string
  test_to: string
  dataset_version_id: number
  seed: number
  book_seeds: number[]
  engine: string | null
  engine_info: JSONColumnType<EngineInfo> | null
  train_seconds: number | null
  factor_count: Generated<number>
  latent_count: Generated<number>
  asset_count: Generated<number>
  characteristic_names: Generated<string[]>
  characteristic_groups: Generated<string[]>
  current_version_id: number | null
  created_at: Generated<Date>
  /** Since when every version is kept; null where all are. */
  kept_since: Date | null
}
