import { hedgeOf } from '../../src/accounts/hedge.js'
import { fixedWeightVolatility, RISK_DATES } from '../../src/accounts/risk.js'
import { DEFAULT_STRATEGY } from '../../src/catalogue.js'
import { DataNotReadyError, NotFoundError, UserError } from '../../src/lib/errors.js'
import { isPublished } from '../../src/performance/chain.js'
import type { StoredAsset } from '../../src/store/read/assets.js'
import type { StoredSplit } from '../../src/store/splits.js'
import { splitsOf } from '../api/answering.js'
import type { Loaders } from '../api/loaders.js'
import { decidedOn, publishedOf } from '../api/trading-dates.js'
import type { AssetWeight } from '../catalogue/asset.type.js'
import { weightsIn } from '../catalogue/rankings.js'
import type { PositionInput } from './hedge.type.js'

export interface HedgeOptions {
  readonly positions: readonly PositionInput[]
  readonly split: string | null | undefined
  readonly strategy: string | null | undefined
  readonly date: string | null | undefined
  readonly dataset: string | null | undefined
}

/** A portfolio, its exposures to the factors of a date, and the trades that cancel them. */
export async function hedge(options: HedgeOptions, loaders: Loaders) {
  assertPositions(options.positions)
  const split = await splitFor(options, loaders)
  const date = options.date ?? lastDateOf(split)
  if (split.factorCount === 0) {
    throw new UserError(`strategy: ${split.strategy} has no factors to hedge against`)
  }
  const { contentId } = await decidedOn(split, date, loaders)
  const axis = await loaders.axis.load(split.datasetId)
  const portfolio = portfolioOn(options.positions, axis)

  const factors = Array.from({ length: split.factorCount }, (_, factor) => factor)
  const [betas, factorWeights] = await Promise.all([
    loaders.betasOn.load({ contentId, date }),
    Promise.all(
      factors.map(async (factor) => {
        const values = await loaders.factorWeightsOn.load({ contentId, date, factor })
        return values ?? []
      }),
    ),
  ])
  const { exposures, exposuresAfter, trades, hedged } = hedgeOf(portfolio, {
    factorWeights,
    betas,
  })
  const outside = portfolio.map((weight, i) => (typeof betas[0]?.[i] === 'number' ? 0 : weight))
  const volatility = async (of: Float64Array) => {
    const key = { datasetId: split.datasetId, date, count: RISK_DATES }
    const days = await loaders.returnsBefore.load(key)
    return fixedWeightVolatility(
      of,
      days.map(({ values }) => values),
    )
  }
  return {
    split: split.name,
    strategy: split.strategy,
    date,
    exposures,
    exposuresAfter,
    trades: listed(trades, axis),
    hedged: listed(hedged, axis),
    outside: listed(outside, axis),
    volatilityBefore: () => volatility(portfolio),
    volatilityAfter: () => volatility(hedged),
  }
}

/** By name; else the split whose test range holds the date; else the last one published. */
async function splitFor(
  { split: name, strategy, date, dataset }: HedgeOptions,
  loaders: Loaders,
): Promise<StoredSplit> {
  const of = strategy ?? DEFAULT_STRATEGY
  const splits = await splitsOf({ strategy: of, dataset }, loaders)
  if (name) {
    const found = splits.find((split) => split.name === name)
    if (found) return found
    const have = splits.map((split) => split.name).join(', ') || 'none yet'
    throw new NotFoundError(`split: ${JSON.stringify(name)} is unknown to ${of}; have: ${have}`)
  }
  const published = splits.filter(isPublished)
  const [first, last] = [published.at(0), published.at(-1)]
  if (!first || !last) throw new DataNotReadyError(`nothing of ${of} is published yet`)
  if (!date) return last
  const holding = published.find(({ testFrom, testTo }) => date >= testFrom && date <= testTo)
  if (holding) return holding
  throw new UserError(
    `date: ${date} lies outside the published test ranges of ${of}, ` +
      `${first.testFrom} to ${last.testTo}`,
  )
}

/** The next date of a live split, else the last one scored. */
function lastDateOf(split: StoredSplit): string {
  const { nextDate, scoredTo } = publishedOf(split)
  return nextDate ?? scoredTo ?? split.testFrom
}

/** What a weight may be in any currency, and its square still be a number. */
const LARGEST_WEIGHT = 1e15

function assertPositions(positions: readonly PositionInput[]): void {
  if (positions.length === 0) {
    throw new UserError('positions: none is given; write at least one symbol and its weight')
  }
  const seen = new Set<string>()
  for (const { symbol, weight } of positions) {
    if (!(Math.abs(weight) <= LARGEST_WEIGHT)) {
      throw new UserError(
        `positions: ${weight} of ${symbol} is no weight: write a number up to ${LARGEST_WEIGHT}`,
      )
    }
    if (seen.has(symbol)) {
      throw new UserError(`positions: ${symbol} is given twice; add its weights up`)
    }
    seen.add(symbol)
  }
}

/** Of unknown symbols, how many are named, and how much of each. */
const NAMED = 10
const NAME_LENGTH = 40

function portfolioOn(
  positions: readonly PositionInput[],
  axis: readonly StoredAsset[],
): Float64Array {
  const positionOf = new Map(axis.map(({ symbol, position }) => [symbol, position]))
  const unknown = positions.map(({ symbol }) => symbol).filter((symbol) => !positionOf.has(symbol))
  if (unknown.length > 0) {
    const named = unknown.slice(0, NAMED).map((symbol) => symbol.slice(0, NAME_LENGTH))
    const more = unknown.length > NAMED ? ` and ${unknown.length - NAMED} more` : ''
    throw new UserError(
      `positions: ${named.join(', ')}${more} unknown; \`assets\` lists the symbols`,
    )
  }
  const portfolio = new Float64Array(axis.length)
  for (const { symbol, weight } of positions) portfolio[positionOf.get(symbol) ?? 0] = weight
  return portfolio
}

/** Weights that are not 0, the largest first. */
function listed(weights: Float64Array, axis: readonly StoredAsset[]): AssetWeight[] {
  const values = Array.from(weights, (weight) => weight || null)
  return weightsIn(values, axis, { side: null, top: Number.POSITIVE_INFINITY })
}
