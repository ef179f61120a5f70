import { DEFAULT_STRATEGY } from '../../src/catalogue.js'
import type { StoredSplit } from '../../src/store/read/splits.js'
import { BOOTSTRAP, computation } from './computations.js'
import { type CostRule, once, type Spread } from './cost.js'
import { countOf, pageOf } from './counts.js'
import { at, largestRun, type Place, placeWith, strategyCount } from './place.js'
import { lagReads } from './reads.js'

/** The split of that name. */
export const namedSplit: CostRule = ({ name, strategy, run }, place) => {
  const of = strategy ?? (run ? undefined : DEFAULT_STRATEGY)
  const found = place.splits.find((one) => one.name === name && (!of || one.strategy === of))
  return found ? once(at(found, place)) : []
}

/** Every split here; of `strategy`, where it is given. */
export const eachSplit: CostRule = ({ strategy }, place) =>
  atEach(splitsOfStrategy(place, strategy), place)

/** A connection of splits. */
export const pageOfSplits: CostRule = ({ strategy, first }, place) => {
  const splits = splitsOfStrategy(place, strategy)
  return once({ ...placeWith(splits, place.pinned), rows: pageOf(first) })
}

/** The edges of a connection of splits, each at its split. */
export const splitEdges: CostRule = (_, place) => atEach(place.splits.slice(0, place.rows), place)

/** One run, with all its splits. */
export const oneRun: CostRule = (_, { splits, pinned }) => once(placeWith(splits, pinned))

/** A connection of runs; each is counted with the splits of the largest. */
export const pageOfRuns: CostRule = ({ first }, { splits }) =>
  once({ ...placeWith(largestRun(splits)), rows: pageOf(first) })

/** The strategies that have a run; each is counted with the splits of the largest. */
export const eachStrategy: CostRule = (_, { splits }) => [
  { times: strategyCount(splits), place: placeWith(largestRun(splits)) },
]

/** A row for each strategy named, with its bootstrapped interval. */
export const comparison: CostRule = ({ strategies, lag, from, to, ...costs }, place) => {
  const times = countOf(strategies) ?? 1
  const named = new Set<unknown>(Array.isArray(strategies) ? strategies : [])
  const splits = place.splits.filter(({ strategy }) => named.has(strategy))
  const here = { ...placeWith(splits), range: { from, to, ...costs, lag } }
  const reads = lagReads({ lag }, here)
  const computes = computation('measures', here, here.range)
  return [{ times, place: here, work: times * BOOTSTRAP, reads, computes }]
}

/** A hedge with the factors of the split that answers. */
export const oneHedge: CostRule = ({ split: name }, place) => {
  const named = place.splits.find((one) => one.name === name)
  const found = named ?? place.splits.find(({ live }) => live) ?? place.splits.at(-1)
  if (!found) return []
  const here = { ...at(found, place), length: found.factorCount }
  return [{ times: 1, place: here }]
}

function atEach(splits: readonly StoredSplit[], place: Place): readonly Spread[] {
  return splits.map((split) => ({ times: 1, place: at(split, place) }))
}

function splitsOfStrategy({ splits }: Place, wanted: unknown): readonly StoredSplit[] {
  if (wanted === undefined || wanted === null) return splits
  return splits.filter(({ strategy }) => strategy === wanted)
}
