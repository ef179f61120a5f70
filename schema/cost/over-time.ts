import { computation } from './computations.js'
import { type CostRule, type Spread } from './cost.js'
import { atMost } from './counts.js'
import { type Arguments, assetsOf, at, datesIn, factorsOf, type Place } from './place.js'
import { measuredReads } from './predictions.js'
import { type Read, readsOf, valuesOf } from './reads.js'
import { sumReads } from './sums.js'

/** Columns of the books of a split by date, each of which is read. */
export const bookColumns: CostRule = (args, place) => [
  {
    times: 1,
    place: { ...place, length: datesIn(place, args) },
    reads: readsOf(['asset weight'], place),
    computes: computation('shape', place),
  },
]

/** Columns of one asset by date, from the books and returns of all. */
export const assetHistory: CostRule = (args, place) => [
  {
    times: 1,
    place: { ...place, length: datesIn(place, args) },
    reads: readsOf(['asset weight', 'return'], place, args),
  },
]

const DATES_IN_PERIOD: Readonly<Record<string, number>> = { MONTH: 21, YEAR: 252 }

/** Months or years of a split, each attributed from stored sums. */
export const attributionByPeriod: CostRule = ({ period, by, ...dates }, place) => {
  const periods = Math.ceil(datesIn(place, dates) / (DATES_IN_PERIOD[String(period)] ?? 1))
  const reads = by === 'FACTOR' ? [] : sumReads(place, dates)
  return [
    {
      times: 1,
      place: { ...place, length: periods },
      reads: reads.map((read) => ({
        key: `${read.key} by ${period}`,
        values: () => valuesOf(read) * periods,
      })),
      computes: computation('measures', place, dates),
    },
  ]
}

const SECTORS = 25

/** Columns of the parts of an attribution. */
export const attributedParts: CostRule = (_, place) => partsOf(place)

function partsOf(place: Place): readonly Spread[] {
  return [{ times: Math.max(factorsOf(place) + 2, SECTORS), place }]
}

/** The most dates and rows of a history that are read at once. */
const MOST_DATES = 260

/** Columns of a factor on evenly spaced dates: weights of all assets are read on each. */
export const weightHistory: CostRule = (args, place) => historyOf(args, place, assetsOf(place))

/** Columns of a factor on evenly spaced dates: loads on all characteristics are read on each. */
export const characteristicHistory: CostRule = (args, place) =>
  historyOf(args, place, place.split?.characteristicNames.length ?? 0)

function historyOf(
  { dates, top, from, to }: Arguments,
  place: Place,
  values: number,
): readonly Spread[] {
  const count = Math.min(atMost(dates, MOST_DATES), datesIn(place, { from, to }))
  const key = `history ${place.split?.id} ${values} ${JSON.stringify([from, to, dates])}`
  return [
    {
      times: 1,
      place: { ...place, length: count, rows: atMost(top, values) },
      reads: [{ key, values: count * values }],
    },
  ]
}

/** The rows of a history. */
export const historyRows: CostRule = (_, place) => [{ times: place.rows, place }]

/** Values that take as long to write as the impact of one asset on one date takes to compute. */
const PER_ASSET = 0.015

/** Points of the capital, from the books, returns and dollar volumes of every date of the splits. */
export const capacity: CostRule = ({ capitals, ...dates }, place) => {
  const here = { ...place, split: null, rows: Array.isArray(capitals) ? capitals.length : 20 }
  const computes = place.splits.map((split) => ({
    key: `impact ${split.id}`,
    values: PER_ASSET * split.assetCount * datesIn(at(split, place), {}),
  }))
  return [
    {
      times: 1,
      place: here,
      reads: [...readsOf(['asset weight', 'return'], here), ...volumeReads(here)],
      computes: [...computes, ...computation('measures', here, dates)],
    },
  ]
}

/** Dollar volumes of all assets, as many as there are returns. */
function volumeReads(place: Place): readonly Read[] {
  return readsOf(['return'], place).map(({ key, values }) => ({ key: `volume ${key}`, values }))
}

/** A row for each date of the splits of a run, from its stored measures. */
export const eachPredictedDateOfRun: CostRule = (args, place) => {
  const here = { ...place, split: null }
  const counts = place.splits.map((split) => datesIn(at(split, place), args))
  const times = counts.reduce((total, count) => total + count, 0)
  return [{ times, place: here, reads: measuredReads(here) }]
}
