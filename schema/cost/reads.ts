import { type SeriesName, valuesPerDate } from '../../src/series.js'
import { type Arguments, at, datesIn, type Place } from './place.js'

/** Values read or computed for an answer, whether it shows them or not; a request does the same once. */
export interface Read {
  readonly key: string
  readonly values: number
}

/** Series of the split here, or of all splits here, on the dates of a range. */
export function readsOf(
  series: readonly SeriesName[],
  place: Place,
  range: Arguments = {},
): readonly Read[] {
  const splits = place.split ? [place.split] : place.splits
  return splits.flatMap((split) => {
    const lengths = {
      assets: split.assetCount,
      factors: split.factorCount,
      latents: split.latentCount,
      characteristics: split.characteristicNames.length,
    }
    const dates = datesIn(at(split, place), range)
    const { from, to, date } = range
    return series.map((name) => ({
      key: `${name} ${split.id} ${JSON.stringify([from, to, date])}`,
      values: dates * valuesPerDate(name, lengths),
    }))
  })
}

/** A lag moves the books to other returns, so the accounts of whole splits are computed again from both. */
export function lagReads(args: Arguments, place: Place): readonly Read[] {
  return args.lag ? readsOf(['asset weight', 'return'], place) : []
}
