import type { PredictionMeasures } from '../../../src/accounts/prediction-measures.js'
import type { WealthMeasures } from '../../../src/accounts/wealth.js'
import type { ReportRow, RunReport } from '../../tasks/report/run-report.js'
import { type Column, fixed, percent, table } from './table.js'

type Text = (predictions: PredictionMeasures, excess: WealthMeasures) => string

/** What stands in each column: its title, and the cell of a range of dates. */
const CELLS: readonly (readonly [title: string, text: Text])[] = [
  ['days', (m) => String(m.days)],
  ['Rank IC', (m) => fixed(m.rankIC, 4)],
  ['± SE', (m) => fixed(m.rankICStandardError, 4)],
  ['ICIR', (m) => fixed(m.rankICIR, 3)],
  ['lag 1', (m) => fixed(m.rankICLag1, 4)],
  ['spread', (m) => percent(m.spread, 3)],
  ['90 % band', (m) => percent(m.coverage90)],
  ['sd of z', (m) => fixed(m.zStandardDeviation, 3)],
  ['Rank IC of σ', (m) => fixed(m.riskRankIC, 3)],
  ['excess a year', (_, excess) => percent(excess.annualReturn)],
  ['its SR', (_, excess) => fixed(excess.sharpe)],
]

export const PREDICTION_TITLES: readonly string[] = [
  'predictions',
  ...CELLS.map(([title]) => title),
]

/** A row for each split with predictions, and one over all dates; none where nothing was predicted. */
export function predictionRows({ rows, all }: Pick<RunReport, 'rows' | 'all'>): string[][] {
  return [...rows, ...(all ? [all] : [])].flatMap(predictionRow)
}

/** The table and what its columns are; no line where nothing was predicted. */
export function predictionLines(report: Pick<RunReport, 'rows' | 'all'>): string[] {
  const rows = predictionRows(report)
  if (rows.length === 0) return []
  const columns = PREDICTION_TITLES.map(
    (title, c): Column => (c === 0 ? { title } : { title, align: 'right' }),
  )
  return [table(columns, rows), '', ...PREDICTION_NOTES]
}

export const PREDICTION_NOTES: readonly string[] = [
  'Rank IC: correlation of the average ranks of prediction and return of the date, mean over dates; SE: sd / √days.',
  'ICIR: mean / sd of the daily Rank IC. lag 1: with the return one date later. spread: best less worst fifth, a day.',
  '90 % band: share of the returns within mean ± 1.645 risk. z: (return − mean) / risk, sd 1 where risk has the right',
  'size. Rank IC of σ: of risk and the absolute return. Returns are those over the equal-weight universe.',
  'excess: net return of the book over the equal-weight universe. its SR: annualised Sharpe ratio of that.',
]

function predictionRow({ name, measures: { predictions, excess } }: ReportRow): string[][] {
  return predictions ? [[name, ...CELLS.map(([, text]) => text(predictions, excess))]] : []
}
