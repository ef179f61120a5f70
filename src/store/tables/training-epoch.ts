import type { JSONColumnType } from 'kysely'
import type { NamedValue } from '../../results.js'

/** What an epoch of training measured; null where the method does not measure it. */
export interface TrainingEpochTable {
  content_id: number
  seed: number
  epoch: number
  loss: number | null
  net_sharpe: number | null
  gross_sharpe: number | null
  turnover: number | null
  explained_variance: number | null
  effective_factors: number | null
  metrics: JSONColumnType<readonly NamedValue[]>
  best: boolean
}
