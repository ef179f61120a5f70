import { assertHas } from '../../src/performance/split-parts.js'
import type { DaySeries } from '../../src/series.js'
import type { DatedValues } from '../../src/store/read/content-days.js'
import type { StoredSplit } from '../../src/store/read/splits.js'
import { type RangeArgs, toFilter } from '../api/arguments.js'
import type { Loaders } from '../api/loaders.js'
import type { LatentFactor } from './latent-factor.type.js'

/**
 * The latent factors of each date of the range, by index. The posterior is known up to the last date with
 * returns; a date without a universe has no prior, and no row.
 */
export async function latentsIn(
  split: StoredSplit,
  range: RangeArgs,
  loaders: Loaders,
): Promise<LatentFactor[]> {
  assertHas(split, 'latents')
  const filter = toFilter(range)
  const { current, testFrom: from } = split
  const between = async (series: DaySeries, to: string | null | undefined) =>
    current && to
      ? loaders.series.digitsBetween(series).load({ contentId: current.contentId, from, to })
      : []
  const decidedTo = current?.nextDate ?? current?.scoredTo
  const [priorMean, priorRisk, posteriorMean, posteriorRisk] = await Promise.all([
    between('prior mean', decidedTo),
    between('prior risk', decidedTo),
    between('posterior mean', current?.scoredTo),
    between('posterior risk', current?.scoredTo),
  ])
  const days = { priorRisk, posteriorMean, posteriorRisk }
  return latentsOf(
    priorMean.filter(({ date }) => filter.includes(date)),
    days,
  )
}

type Days = readonly DatedValues[]
type Beside = Readonly<Record<'priorRisk' | 'posteriorMean' | 'posteriorRisk', Days>>

function latentsOf(priorMeans: Days, { priorRisk, posteriorMean, posteriorRisk }: Beside) {
  const [risks, means, deviations] = [priorRisk, posteriorMean, posteriorRisk].map(
    (days) => new Map(days.map(({ date, values }) => [date, values])),
  )
  return priorMeans.flatMap(({ date, values }) =>
    values.flatMap((mean, index): LatentFactor[] => {
      const risk = risks?.get(date)?.[index] ?? null
      if (mean === null || risk === null) return []
      return [
        {
          date,
          index,
          priorMean: mean,
          priorRisk: risk,
          posteriorMean: means?.get(date)?.[index] ?? null,
          posteriorRisk: deviations?.get(date)?.[index] ?? null,
        },
      ]
    }),
  )
}
