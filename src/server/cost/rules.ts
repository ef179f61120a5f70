import { DEFAULT_STRATEGY } from '../../catalogue.js'
import type { ExportKind } from '../../export/request.js'
import type { StoredSplit } from '../../store/read/splits.js'
import {
  type Arguments,
  assetsOf,
  at,
  atMost,
  datesIn,
  factorsOf,
  largestRun,
  type Place,
  placeWith,
  type Read,
  readsOf,
  strategyCount,
} from './places.js'

/** How often a field's value is in the answer, and where that is. */
export interface Spread {
  readonly times: number
  readonly place: Place
  /** What it costs beside what it answers, in values. */
  readonly work?: number
  readonly reads?: readonly Read[]
}

export type Rule = (args: Arguments, place: Place) => readonly Spread[]

const PAGE_CAP = 1000
const SECTORS = 25
const EPOCHS = 60
/** A bootstrapped interval takes the time of about so many values. */
const BOOTSTRAP = 1000
const DATES_IN_PERIOD: Readonly<Record<string, number>> = { MONTH: 21, YEAR: 252 }

/** How long the lists of the schema are. A field that is not here is one value, or a short list. */
export const RULES: Readonly<Record<string, Rule>> = {
  'Query.split': ({ name, strategy, run }, place) => {
    const of = strategy ?? (run ? undefined : DEFAULT_STRATEGY)
    const found = place.splits.find((one) => one.name === name && (!of || one.strategy === of))
    return found ? once(at(found, place)) : []
  },
  'Query.splits': ({ strategy }, place) => eachOf(place, (one) => isOf(one, strategy)),
  'Query.run': (_, { splits, pinned }) => once(placeWith(splits, pinned)),
  'Query.runs': ({ first }, { splits }) =>
    once({ ...placeWith(largestRun(splits)), rows: pageOf(first) }),
  'Query.strategies': (_, { splits }) => [
    { times: strategyCount(splits), place: placeWith(largestRun(splits)) },
  ],
  'Query.splitConnection': ({ strategy, first }, place) => {
    const splits = place.splits.filter((one) => isOf(one, strategy))
    return once({ ...placeWith(splits, place.pinned), rows: pageOf(first) })
  },
  'SplitConnection.edges': (_, place) =>
    eachOf({ ...place, splits: place.splits.slice(0, place.rows) }, () => true),
  'Jobs.queue': ({ first }, place) => rows(pageOf(first), place),
  'Jobs.running': ({ first }, place) => rows(pageOf(first), place),
  'Jobs.history': ({ first }, place) => rows(pageOf(first), place),
  'Jobs.failures': ({ first }, place) => rows(pageOf(first), place),
  'Query.compare': ({ strategies, lag, from, to }, place) => {
    const times = countOf(strategies) ?? 1
    const named = new Set<unknown>(Array.isArray(strategies) ? strategies : [])
    const splits = place.splits.filter(({ strategy }) => named.has(strategy))
    const reads = lagReads({ lag, from, to }, placeWith(splits))
    return [{ times, place, work: times * BOOTSTRAP, reads }]
  },
  'Query.hedge': ({ split: name }, place) => {
    const named = place.splits.find((one) => one.name === name)
    const found = named ?? place.splits.find(({ live }) => live) ?? place.splits.at(-1)
    if (!found) return []
    const here = { ...at(found, place), length: found.factorCount }
    return [{ times: 1, place: here, reads: readsOf(['returns'], here) }]
  },
  'Hedge.trades': (_, place) => rows(assetsOf(place), place),
  'Hedge.hedged': (_, place) => rows(assetsOf(place), place),
  'Run.pnlByPeriod': ({ by, ...dates }, place) => {
    const counts = place.splits.map((split) => periodsIn(by, at(split, place), dates))
    const times = counts.reduce((total, count) => total + count, 0)
    return [{ times, place, reads: lagReads(dates, { ...place, split: null }) }]
  },
  'Run.measures': (args, place) => measures(args, { ...place, split: null }),
  'Run.splits': (_, place) => eachOf(place, () => true),

  'Split.measures': measures,
  'Measures.explainedVariance': (_, place) => [
    { times: 1, place, reads: readsOf(['residuals', 'returns'], place, place.range) },
  ],
  'Split.pnl': (args, place) => [
    { times: datesIn(place, args), place, reads: lagReads(args, place) },
  ],
  'Split.pnlSeries': (args, place) => [
    { times: 1, place: { ...place, length: datesIn(place, args) }, reads: lagReads(args, place) },
  ],
  'Split.pnlByPeriod': ({ by, ...dates }, place) => [
    { times: periodsIn(by, place, dates), place, reads: lagReads(dates, place) },
  ],
  'Split.factors': (_, place) => rows(factorsOf(place), place),
  'Split.betas': ({ assets }, place) =>
    rows(countOf(assets) ?? assetsOf(place), { ...place, length: factorsOf(place) }),
  'Split.residuals': ({ first, assets, ...dates }, place) => {
    const available = (countOf(assets) ?? assetsOf(place)) * datesIn(place, dates)
    return once({ ...place, rows: Math.min(pageOf(first), available) })
  },
  'Split.residualVector': (_, place) => column(assetsOf(place), place),
  'Split.weights': ({ top }, place) => rows(atMost(top, assetsOf(place)), place),
  'Split.orders': (_, place) => rows(place.split?.live ? assetsOf(place) : 0, place),
  'Split.attribution': ({ by, ...dates }, place) => {
    if (by === 'FACTOR') {
      const reads = readsOf(['weights', 'returns', 'betas', 'factor returns'], place, dates)
      return [{ times: factorsOf(place) + 2, place, reads }]
    }
    const times = by === 'ASSET' ? assetsOf(place) + 1 : SECTORS
    return [{ times, place, reads: readsOf(['weights', 'returns'], place, dates) }]
  },
  'Split.training': (_, place) => rows((place.split?.bookSeeds.length ?? 0) * EPOCHS, place),
  'Split.factorCovariance': (_, place) => [
    {
      times: factorsOf(place),
      place: { ...place, length: factorsOf(place) },
      reads: readsOf(['factor returns'], place),
    },
  ],
  'Split.residualVolatility': (_, place) => [
    { times: assetsOf(place), place, reads: readsOf(['residuals'], place) },
  ],

  'Factor.weights': ({ top }, place) => rows(atMost(top, assetsOf(place)), place),
  'Factor.returns': (args, place) => column(datesIn(place, args), place),
  'Factor.characteristics': ({ top }, place) =>
    rows(atMost(top, place.split?.characteristicNames.length ?? 0), place),
}

/** What the bulk routes call what a field serves. */
export const EXPORTS: Readonly<Record<string, ExportKind>> = {
  'Split.pnl': 'pnl',
  'Split.pnlSeries': 'pnl',
  'Split.weights': 'weights',
  'Split.residuals': 'residuals',
  'Split.residualVector': 'residuals',
  'Split.betas': 'betas',
  'Split.orders': 'orders',
  'Factor.weights': 'factor-weights',
  'Factor.returns': 'factor-returns',
}

const SHORT_LIST = 20

/** For fields without a rule of their own. */
export function ordinarySpread(isList: boolean, args: Arguments, place: Place): readonly Spread[] {
  if (isList) return rows(atMost(args.first ?? args.top, SHORT_LIST), place)
  return once({ ...place, rows: pageOf(args.first) })
}

export function edges(place: Place): readonly Spread[] {
  return rows(place.rows, place)
}

/** A page that is too long is refused where it is read, and costs nothing. */
function pageOf(first: unknown): number {
  return typeof first === 'number' && first > PAGE_CAP ? 0 : atMost(first, PAGE_CAP)
}

/** Measures at a lag are accounted anew, from the books and the returns themselves. */
function measures(args: Arguments, place: Place): readonly Spread[] {
  return [{ times: 1, place: { ...place, range: args }, reads: lagReads(args, place) }]
}

function lagReads(args: Arguments, place: Place): readonly Read[] {
  return args.lag ? readsOf(['weights', 'returns'], place, args) : []
}

function once(place: Place): readonly Spread[] {
  return [{ times: 1, place }]
}

function rows(times: number, place: Place): readonly Spread[] {
  return [{ times, place }]
}

function column(length: number, place: Place): readonly Spread[] {
  return once({ ...place, length })
}

function eachOf(place: Place, wanted: (split: StoredSplit) => boolean): readonly Spread[] {
  return place.splits.filter(wanted).map((split) => ({ times: 1, place: at(split, place) }))
}

function isOf({ strategy }: StoredSplit, wanted: unknown): boolean {
  return wanted === undefined || wanted === null || strategy === wanted
}

function periodsIn(by: unknown, place: Place, dates: Arguments): number {
  return Math.ceil(datesIn(place, dates) / (DATES_IN_PERIOD[String(by)] ?? 1))
}

function countOf(list: unknown): number | undefined {
  return Array.isArray(list) ? list.length : undefined
}
