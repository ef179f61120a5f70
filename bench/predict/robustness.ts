import type { Db } from '../../jobs/session/session.js'
import { mean } from '../../src/accounts/moments.js'
import { rankCorrelation } from '../../src/accounts/prediction-day.js'
import { standardErrorOfMean } from '../../src/accounts/prediction-measures.js'
import type { MarketArrays } from '../../src/characteristics/market-data.js'
import { at, first } from '../../src/lib/at.js'
import { isPublished, type PublishedSplit } from '../../src/performance/chain.js'
import { rangeOf, valuesOn } from '../../src/performance/dated-values.js'
import { datesOf, returnsOn } from '../../src/performance/split-days.js'
import { storeReads } from '../../src/performance/store-reads.js'
import { assetAxes } from '../../src/store/read/assets.js'
import type { StoredSplit } from '../../src/store/read/split-rows.js'
import { withheldColumns } from '../../src/strategy/predictor/withheld.js'

/** Mean Rank ICs over dates, within the names that training left out and within the others. */
export interface Robustness {
  readonly days: number
  /** Mean number of withheld names with a prediction and a return. */
  readonly names: number
  readonly withheld: number
  readonly withheldError: number
  readonly others: number
  readonly othersError: number
  /** Of the daily differences, withheld less others. */
  readonly difference: number
  readonly differenceError: number
}

/** Of a run that withheld `count` names from training. */
export async function robustnessOf(
  db: Db,
  splits: readonly StoredSplit[],
  market: MarketArrays,
  count: number,
): Promise<Robustness> {
  const days = []
  for (const split of splits) if (isPublished(split)) days.push(...(await daysOf(db, split)))
  return summary(days)

  async function daysOf(from: Db, split: PublishedSplit): Promise<RobustnessDay[]> {
    const positions = new Map(
      first(await assetAxes(from, [split.datasetId])).map(({ symbol, position }) => [
        symbol,
        position,
      ]),
    )
    const train = { from: split.trainFrom, to: split.trainTo }
    const columns = withheldColumns(market, train, count)
    const withheld = new Set(Array.from(columns, (i) => positions.get(at(market.assets, i))))
    const reads = storeReads(from)
    const dates = await datesOf(split, reads)
    const range = rangeOf(dates)
    if (!range) return []
    const means = await reads.predictedMeansBetween.load({
      contentId: split.current.contentId,
      ...range,
    })
    const returns = await returnsOn(split, dates, reads)
    return valuesOn(dates, means, new Float32Array(0)).flatMap((mean, t) => {
      const realised = at(returns, t)
      const known = [...mean.keys()].filter(
        (i) => Number.isFinite(mean[i]) && Number.isFinite(realised[i]),
      )
      return dayOf(mean, realised, known, withheld)
    })
  }
}

interface RobustnessDay {
  readonly names: number
  readonly withheld: number
  readonly others: number
}

function dayOf(
  mean: Float32Array,
  realised: Float64Array,
  known: readonly number[],
  withheld: ReadonlySet<number | undefined>,
): RobustnessDay[] {
  const icOf = (columns: readonly number[]) =>
    rankCorrelation(
      columns.map((i) => at(mean, i)),
      columns.map((i) => at(realised, i)),
    )
  const [inside, outside] = [
    known.filter((i) => withheld.has(i)),
    known.filter((i) => !withheld.has(i)),
  ]
  const [ofWithheld, ofOthers] = [icOf(inside), icOf(outside)]
  if (ofWithheld === null || ofOthers === null) return []
  return [{ names: inside.length, withheld: ofWithheld, others: ofOthers }]
}

function summary(days: readonly RobustnessDay[]): Robustness {
  const of = (value: (day: RobustnessDay) => number) => {
    const values = days.map(value)
    return { mean: mean(values), error: standardErrorOfMean(values) ?? Number.NaN }
  }
  const [withheld, others] = [of((day) => day.withheld), of((day) => day.others)]
  const difference = of((day) => day.withheld - day.others)
  return {
    days: days.length,
    names: of((day) => day.names).mean,
    withheld: withheld.mean,
    withheldError: withheld.error,
    others: others.mean,
    othersError: others.error,
    difference: difference.mean,
    differenceError: difference.error,
  }
}
