import type { Kysely } from 'kysely'
import type { Database } from '../tables/index.js'
import {
  type DatedValues,
  type FactorDayKey,
  oneFactorValuesOn,
  type RangeKey,
  type Values,
  valuesBetween,
} from './content-days.js'

/** Asset weights of a factor's portfolio; null where the split has no such date. */
export function factorWeightsOn(
  db: Kysely<Database>,
  keys: readonly FactorDayKey[],
): Promise<(Values | null)[]> {
  return oneFactorValuesOn(db, 'factor_weight_day', keys)
}

/** `Σ_i W_ki X_im / Σ_i |W_ki|` over the split's characteristics. */
export function factorCharacteristicsOn(
  db: Kysely<Database>,
  keys: readonly FactorDayKey[],
): Promise<(Values | null)[]> {
  return oneFactorValuesOn(db, 'factor_characteristic_day', keys)
}

/** Returns of all factors, `[K]` a date. */
export function factorReturnsBetween(
  db: Kysely<Database>,
  keys: readonly RangeKey[],
): Promise<DatedValues[][]> {
  return valuesBetween(db, 'factor_return_day', keys)
}
