import type { Db } from '../../jobs/session/session.js'
import { mean } from '../../src/accounts/moments.js'
import { BARS } from '../../src/characteristics/bars.js'
import { type MarketArrays, marketArrays } from '../../src/characteristics/market-data.js'
import type { Panel } from '../../src/data/panel.js'
import { lowerBound } from '../../src/lib/dates.js'
import { isPublished } from '../../src/performance/chain.js'
import type { StoredSplit } from '../../src/store/read/split-rows.js'
import { type StoredEpoch, trainingOf } from '../../src/store/read/training.js'
import type { Range } from '../walk-forward/measures.js'

/** Squared errors of the reconstructed bars over the variance of the bars, means over windows and seeds. */
export interface ReconstructionShares {
  readonly timeSeries: number | null
  readonly crossSection: number | null
}

/** Of the last epoch of each training of a run. */
export async function reconstructionShares(
  db: Db,
  splits: readonly StoredSplit[],
  panel: Panel,
): Promise<ReconstructionShares> {
  const bars = marketArrays(panel, { selection: BARS })
  const published = splits.filter(isPublished)
  const trained = await trainingOf(
    db,
    published.map(({ current }) => current.contentId),
  )
  const windows = published.map(({ trainFrom, trainTo }, i) => ({
    variance: barVariance(bars, { from: trainFrom, to: trainTo }),
    epochs: lastEpochs(trained[i] ?? []),
  }))
  const shareOf = (name: string) => {
    const shares = windows.flatMap(({ variance, epochs }) =>
      epochs.flatMap(({ metrics }) =>
        metrics.filter((metric) => metric.name === name).map(({ value }) => value / variance),
      ),
    )
    return shares.length === 0 ? null : mean(shares)
  }
  return {
    timeSeries: shareOf('reconstructionTimeSeries'),
    crossSection: shareOf('reconstructionCrossSection'),
  }
}

/** The last epoch of each seed, of epochs by seed and number. */
function lastEpochs(epochs: readonly StoredEpoch[]): StoredEpoch[] {
  return epochs.filter((epoch, i) => epochs[i + 1]?.seed !== epoch.seed)
}

/** Population variance of all values, missing ones as the 0 that a model reads, of the universe of the dates. */
export function barVariance(
  {
    dates,
    assets,
    universe,
    characteristics: { values, definitions },
  }: Pick<MarketArrays, 'dates' | 'assets' | 'universe' | 'characteristics'>,
  { from, to }: Range,
): number {
  const [start, end] = [lowerBound(dates, from), lowerBound(dates, `${to}~`)]
  const width = definitions.length
  let [count, sum, squares] = [0, 0, 0]
  for (let cell = start * assets.length; cell < end * assets.length; cell++) {
    if (universe[cell] !== 1) continue
    for (const value of values.subarray(cell * width, (cell + 1) * width)) {
      count++
      sum += value
      squares += value * value
    }
  }
  return squares / count - (sum / count) ** 2
}
