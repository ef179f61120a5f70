import { computation } from './computations.js'
import { type CostRule, column, once, rows, type Spread } from './cost.js'
import { atMost, countOf, pageOf } from './counts.js'
import { type Arguments, assetsOf, at, datesIn, factorsOf, type Place } from './place.js'
import { lagReads } from './reads.js'
import { sumReads } from './sums.js'

const SECTORS = 25
const EPOCHS = 60
const DATES_IN_PERIOD: Readonly<Record<string, number>> = { MONTH: 21, YEAR: 252 }

/** A row for each date. */
export const eachDate: CostRule = (args, place) => [
  { times: datesIn(place, args), place: { ...place, range: args }, reads: lagReads(args, place) },
]

/** Columns with a value for each date. */
export const dateColumns: CostRule = (args, place) => [
  {
    times: 1,
    place: { ...place, length: datesIn(place, args), range: args },
    reads: lagReads(args, place),
  },
]

/** A row for each month or year of a split. */
export const eachPeriod: CostRule = ({ by, ...dates }, place) => [
  {
    times: periodsIn(by, place, dates),
    place: { ...place, range: dates },
    reads: lagReads(dates, place),
    computes: computation('measures', place, dates),
  },
]

/** A row for each month or year of the splits of a run. */
export const eachPeriodOfRun: CostRule = ({ by, ...dates }, place) => {
  const counts = place.splits.map((split) => periodsIn(by, at(split, place), dates))
  const times = counts.reduce((total, count) => total + count, 0)
  const here = { ...place, split: null, range: dates }
  const computes = computation('measures', here, dates)
  return [{ times, place: here, reads: lagReads(dates, here), computes }]
}

/** Measures of a split over a range. */
export const measures: CostRule = (args, place) => measuresIn(args, place)

/** Measures over the splits of a run. */
export const measuresOfRun: CostRule = (args, place) => measuresIn(args, { ...place, split: null })

/** One value, from stored sums of the range of its measures. */
export const explainedVariance: CostRule = (_, place) => [
  { times: 1, place, reads: sumReads(place, place.range) },
]

/** The parts that net return is split into, from stored sums. */
export const attribution: CostRule = ({ by, ...dates }, place) => {
  const computes = computation('measures', place, dates)
  if (by === 'FACTOR') return [{ times: factorsOf(place) + 2, place, computes }]
  const times = by === 'ASSET' ? assetsOf(place) + 1 : SECTORS
  return [{ times, place, reads: sumReads(place, dates), computes }]
}

/** A row for each asset. */
export const eachAsset: CostRule = (_, place) => rows(assetsOf(place), place)

/** A row for each asset of the largest `top`. */
export const topAssets: CostRule = ({ top }, place) => rows(atMost(top, assetsOf(place)), place)

/** Columns with a value for each asset. */
export const assetColumns: CostRule = (_, place) => column(assetsOf(place), place)

/** A row for each asset named, or for all; its columns have a value for each factor. */
export const betas: CostRule = ({ assets }, place) =>
  rows(countOf(assets) ?? assetsOf(place), { ...place, length: factorsOf(place) })

/** A connection of residuals, by date and asset. */
export const pageOfResiduals: CostRule = ({ first, assets, ...dates }, place) => {
  const available = (countOf(assets) ?? assetsOf(place)) * datesIn(place, dates)
  return once({ ...place, rows: Math.min(pageOf(first), available) })
}

/** A row for each asset of a live split. */
export const orders: CostRule = (_, place) => rows(place.split?.live ? assetsOf(place) : 0, place)

/** A row for each factor. */
export const eachFactor: CostRule = (_, place) => rows(factorsOf(place), place)

/** A row for each characteristic of the largest `top`. */
export const topCharacteristics: CostRule = ({ top }, place) =>
  rows(atMost(top, place.split?.characteristicNames.length ?? 0), place)

/** A row for each seed and epoch. */
export const eachEpoch: CostRule = (_, place) =>
  rows((place.split?.bookSeeds.length ?? 0) * EPOCHS, place)

function measuresIn(args: Arguments, place: Place): readonly Spread[] {
  return [
    {
      times: 1,
      place: { ...place, range: args },
      reads: lagReads(args, place),
      computes: computation('measures', place, args),
    },
  ]
}

function periodsIn(by: unknown, place: Place, dates: Arguments): number {
  return Math.ceil(datesIn(place, dates) / (DATES_IN_PERIOD[String(by)] ?? 1))
}
