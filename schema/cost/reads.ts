import { valuesPerDate } from '../../src/series.js'
import { type Arguments, at, datesIn, type Place } from './place.js'

/** Values read for an answer, whether it shows them or not; a request reads the same ones once. */
export interface Read {
  readonly key: string
  readonly values: number
}

const SERIES_OF = {
  weights: 'asset weight',
  returns: 'return',
  residuals: 'residual',
  'predicted means': 'predicted mean',
  'predicted risks': 'predicted risk',
  betas: 'beta',
  'factor returns': 'factor return',
} as const

export type ReadTable = keyof typeof SERIES_OF

/** Rows of tables by date of the split here, or of all splits here. */
export function readsOf(
  tables: readonly ReadTable[],
  place: Place,
  range: Arguments = {},
): readonly Read[] {
  const splits = place.split ? [place.split] : place.splits
  return splits.flatMap((split) => {
    const lengths = {
      assets: split.assetCount,
      factors: split.factorCount,
      characteristics: split.characteristicNames.length,
    }
    const dates = datesIn(at(split, place), range)
    return tables.map((table) => ({
      key: `${table} ${split.id}`,
      values: dates * valuesPerDate(SERIES_OF[table], lengths),
    }))
  })
}

/** A lag moves the books to other returns, so the accounts are computed again from both. */
export function lagReads(args: Arguments, place: Place): readonly Read[] {
  return args.lag ? readsOf(['weights', 'returns'], place, args) : []
}
