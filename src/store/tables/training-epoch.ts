/** What an epoch of training measured. */
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
  best: boolean
}
