import type { Kysely } from 'kysely'
import type { Database } from '../tables/index.js'
import { type DayKey, factorValuesOn, type RangeKey, type Values } from './content-days.js'
import { type DatedFactorVectors, factorVectorsBetween } from './dated-vectors.js'

/** Betas of a date, `[K]` rows over the asset axis; empty where the split has no such date. */
export function betasOn(db: Kysely<Database>, keys: readonly DayKey[]): Promise<Values[][]> {
  return factorValuesOn(db, 'beta_day', keys)
}

export function betasBetween(
  db: Kysely<Database>,
  keys: readonly RangeKey[],
): Promise<DatedFactorVectors[][]> {
  return factorVectorsBetween(db, 'beta_day', keys)
}
