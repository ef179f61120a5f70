import type { Kysely } from 'kysely'
import type { Database } from '../tables/index.js'
import { type DayKey, type RangeKey, type Values, valuesOn } from './content-days.js'
import { type DatedVector, vectorsBetween } from './dated-vectors.js'

/** Books by asset, `Σ|w| = 1`; null where the split has no such date. */
export function weightsOn(
  db: Kysely<Database>,
  keys: readonly DayKey[],
): Promise<(Values | null)[]> {
  return valuesOn(db, 'asset_weight_day', keys)
}

export function weightsBetween(
  db: Kysely<Database>,
  keys: readonly RangeKey[],
): Promise<DatedVector[][]> {
  return vectorsBetween(db, 'asset_weight_day', keys)
}
