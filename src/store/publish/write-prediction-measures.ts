import { measuredDay, toStoredMeasures } from '../../accounts/measured-day.js'
import { seriesOf } from '../../series.js'
import { type CopyValue, copyRows } from '../copy-rows.js'
import { vectorsBetween } from '../read/dated-vectors.js'
import { marketRows } from '../read/pnl.js'
import { returnsBetween } from '../read/returns.js'
import type { StoredSplit } from '../read/splits.js'
import type { ScoredDayTable } from '../tables/scored-day.js'
import type { Transaction } from '../transaction.js'
import type { AxisDay } from './axis-days.js'
import { newlyRealised } from './write-content.js'

export interface MeasuredContent {
  readonly versionId: number
  readonly contentId: number
  /** Days of before, which the content holds already. */
  readonly kept: readonly ScoredDayTable[]
  readonly days: readonly AxisDay[]
}

/**
 * Measures the predictions of the dates that have happened since, from the predictions, returns and market
 * as they are stored now. Nothing where the split predicts nothing.
 */
export async function writePredictionMeasures(
  transaction: Transaction,
  split: StoredSplit,
  content: MeasuredContent,
): Promise<void> {
  const { contentId, kept, days } = content
  const realised = newlyRealised(kept, days)
  const [first, last] = [realised.at(0), realised.at(-1)]
  if (!first || !last || first.rowsOf(seriesOf('predicted mean')).length === 0) return
  const before = [...kept, ...days].map(({ date }) => date).filter((date) => date < first.date)
  const from = before.sort().at(-1) ?? first.date
  const stored = await storedInputs(transaction, split, content, { from, to: last.date })
  const rows = realised.map(({ date }): CopyValue[] => {
    const t = stored.dates.indexOf(date)
    const [mean = NONE, risk = NONE] = [stored.means.get(date), stored.risks.get(date)]
    const day = { mean, risk, realised: stored.outcomes.get(date) ?? NONE }
    const meanBefore = stored.means.get(stored.dates[t - 1] ?? '') ?? null
    return [contentId, date, toStoredMeasures(measuredDay(day, meanBefore))]
  })
  await copyRows(transaction.client, { table: 'prediction_measure_day', columns: DAY, rows })
}

const NONE = new Float32Array(0)
const DAY = { content_id: 'int8', date: 'date', v: 'float8[]' } as const

/** Predictions over the asset axis, and returns less that of the equal-weight universe, by date. */
async function storedInputs(
  { db }: Transaction,
  { datasetId }: StoredSplit,
  { versionId, contentId }: MeasuredContent,
  range: { readonly from: string; readonly to: string },
) {
  const key = { contentId, ...range }
  const [means = []] = await vectorsBetween(db, 'predicted mean', [key])
  const [risks = []] = await vectorsBetween(db, 'predicted risk', [key])
  const [returns = []] = await returnsBetween(db, [{ datasetId, ...range }])
  const [rows = []] = await marketRows(db, [versionId])
  const market = new Map(rows.map((row) => [row.date, row.market ?? Number.NaN]))
  const lessMarket = (date: string, values: Float64Array) =>
    values.map((value) => value - (market.get(date) ?? Number.NaN))
  return {
    dates: means.map(({ date }) => date),
    means: new Map(means.map(({ date, values }) => [date, values])),
    risks: new Map(risks.map(({ date, values }) => [date, values])),
    outcomes: new Map(returns.map(({ date, values }) => [date, lessMarket(date, values)])),
  }
}
