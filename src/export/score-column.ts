import { predictionScore } from '../performance/prediction-score.js'
import type { Batch, Column } from './table.js'

/** The column of `predictions` behind mean and risk, which no series holds. */
export const SCORE_COLUMN: Column = { name: 'score', type: 'float32' }

type Cells = Batch['columns'][number]

/** Rows `date, asset, mean, risk` with their score: the mean itself without a risk aversion. */
export function withScores({ length, columns }: Batch, riskAversion: number): Batch {
  const [mean = [], risk = []] = columns.slice(-2)
  const scores = riskAversion === 0 ? mean : scoresOf({ length, mean, risk }, riskAversion)
  return { length, columns: [...columns, scores] }
}

interface Predicted {
  readonly length: number
  readonly mean: Cells
  readonly risk: Cells
}

/** Numbers of numbers, digits of digits. */
function scoresOf({ length, mean, risk }: Predicted, riskAversion: number): Cells {
  const score = (_: unknown, row: number) =>
    predictionScore(Number(mean[row]), Number(risk[row]), riskAversion)
  if (mean instanceof Float32Array) return Float32Array.from({ length }, score)
  return Array.from({ length }, (_, row) => String(score(_, row)))
}
