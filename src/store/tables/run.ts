import type { Generated, JSONColumnType } from 'kysely'
import type { EngineInfo } from '../../results.js'

/** One strategy with one configuration over all its splits. */
export interface RunTable {
  id: Generated<string>
  dataset_id: number
  strategy: string
  config: JSONColumnType<Record<string, unknown>>
  config_hash: string
  seeds: number[]
  engine: string
  engine_info: JSONColumnType<EngineInfo> | null
  commit: string | null
  status: 'queued' | 'running' | 'done' | 'failed'
  /** False where made with `--no-promote`. */
  promotable: Generated<boolean>
  /** Made by `tune` to choose settings on validation years. */
  trial: Generated<boolean>
  /** Set by `runs promote`: this run answers until another is promoted. */
  promoted_at: Date | null
  /** Its data were restated. */
  stale: Generated<boolean>
  created_at: Generated<Date>
  finished_at: Date | null
}
