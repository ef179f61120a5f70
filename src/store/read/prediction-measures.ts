import type { Kysely } from 'kysely'
import { fromStoredMeasures, type MeasuredDay } from '../../accounts/measured-day.js'
import type { Database } from '../tables/index.js'
import type { RangeKey } from './content-days.js'
import { arraysBetween, toFloat64 } from './dated-vectors.js'

/** Measures of the predictions for a date. */
export interface DatedMeasuredDay extends MeasuredDay {
  readonly date: string
}

/** What was measured of the predictions in each range, chronological; empty where nothing was. */
export async function predictionMeasuresBetween(
  db: Kysely<Database>,
  keys: readonly RangeKey[],
): Promise<DatedMeasuredDay[][]> {
  const found = await arraysBetween(db, 'prediction_measure_day', keys)
  return found.map((days) =>
    days.map(({ date, bytes }) => ({ date, ...fromStoredMeasures(toFloat64(bytes)) })),
  )
}
