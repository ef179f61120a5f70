import { annualisedVolatility, RISK_DATES } from '../accounts/risk.js'
import { takeTurn } from '../lib/turns.js'
import { chainKey, type PublishedSplit } from './chain.js'
import { oncePerReads } from './once-per-reads.js'
import type { PerformanceReads } from './reads.js'
import { type Segment, segmentsBefore } from './segments.js'
import { residualDaysIn } from './series-of-split.js'

export interface ResidualVolatilities {
  /** How many dates they are of. */
  readonly dates: number
  /** Annualised, over the asset axis; NaN outside the universe and of fewer than 20 residuals. */
  readonly values: Float64Array
}

/** Some milliseconds of work. */
const ASSETS_AT_ONCE = 256
const VALUE_BYTES = 8

/** Volatility of each asset's residuals published on the 252 dates before a date. */
export const residualVolatilities = oncePerReads(
  {
    name: 'residual volatilities',
    keyOf: (split: PublishedSplit, date: string) => `${split.current.id} ${date}`,
    keptBytes: ({ assetCount }: PublishedSplit, _date: string) => VALUE_BYTES * assetCount,
    contextOf: (reads, split) => chainKey(split, reads),
  },
  async (reads, split, date): Promise<ResidualVolatilities> => {
    const segments = await segmentsBefore(split, { date, count: RISK_DATES }, reads)
    const days = (await Promise.all(segments.map((one) => residualsIn(one, reads)))).flat()
    const universe = await universeOn(split, date, reads)
    const values = new Float64Array(universe.length).fill(Number.NaN)
    for (let position = 0; position < values.length; position++) {
      if (position % ASSETS_AT_ONCE === 0) await takeTurn()
      if (Number.isNaN(universe[position])) continue
      const series = days.map((residuals) => residuals[position])
      values[position] = annualisedVolatility(series, split.datesPerYear) ?? Number.NaN
    }
    return { dates: days.length, values }
  },
)

async function residualsIn(
  { split, from, to }: Segment,
  reads: PerformanceReads,
): Promise<readonly Float32Array[]> {
  const { dates, values } = await residualDaysIn(reads, split)
  return values.filter((_, t) => {
    const date = dates[t] ?? ''
    return date >= from && date <= to
  })
}

/** Betas on the first factor, which every asset of the universe has, over the asset axis. */
async function universeOn(
  { current: { contentId } }: PublishedSplit,
  date: string,
  reads: PerformanceReads,
): Promise<Float32Array> {
  const [day] = await reads.betasBetween.load({ contentId, from: date, to: date })
  return day?.byFactor[0] ?? new Float32Array(0)
}
