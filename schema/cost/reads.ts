import { type SeriesName, valuesPerDate } from '../../src/series.js'
import type { StoredSplit } from '../../src/store/read/splits.js'
import { componentCount } from '../../src/store/split-sources.js'
import { type Arguments, datesIn, type Place } from './place.js'

/** Values read or computed for an answer, whether it shows them or not; a request does the same once. */
export interface Read {
  readonly key: string
  /** Or what counts them, as the same is counted once. */
  readonly values: number | (() => number)
}

/** How many values a read counts. */
export function valuesOf({ values }: Pick<Read, 'values'>): number {
  return typeof values === 'number' ? values : values()
}

/** Series of the split here, or of all splits here, on the dates of a range. */
export function readsOf(
  series: readonly SeriesName[],
  place: Place,
  range: Arguments = {},
): readonly Read[] {
  const splits = place.split ? [place.split] : place.splits
  const { from, to, date } = range
  const dates = JSON.stringify([from, to, date])
  return splits.flatMap((split) =>
    series.map((name) => ({
      key: `${name} ${split.id} ${dates}`,
      values: () => datesIn({ ...place, split }, range) * valuesPerDate(name, lengthsOf(split)),
    })),
  )
}

function lengthsOf(split: StoredSplit) {
  const { assetCount, factorCount, latentCount, characteristicNames, current } = split
  return {
    assets: assetCount,
    factors: factorCount,
    latents: latentCount,
    components: componentCount(current?.sources),
    characteristics: characteristicNames.length,
  }
}

/** A lag moves the books to other returns, so the accounts of whole splits are computed again from both. */
export function lagReads(args: Arguments, place: Place): readonly Read[] {
  return args.lag ? readsOf(['asset weight', 'return'], place) : []
}
