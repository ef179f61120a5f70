import { type FactorModel, hedgeOf } from '../../src/accounts/hedge.js'
import { fixedWeightVolatility, RISK_DATES } from '../../src/accounts/risk.js'
import { UserError } from '../../src/lib/errors.js'
import { takeTurn } from '../../src/lib/turns.js'
import { lackOf } from '../../src/performance/split-parts.js'
import type { StoredAsset } from '../../src/store/read/assets.js'
import type { ReturnsBeforeKey } from '../../src/store/read/returns.js'
import type { StoredSplit } from '../../src/store/read/splits.js'
import type { Loaders } from '../api/loaders.js'
import { decidedOn } from '../api/trading-dates.js'
import type { AssetWeight } from '../catalogue/asset.type.js'
import { weightsIn } from '../catalogue/rankings.js'
import type { PositionInput } from './hedge.type.js'
import { type HedgeSelection, hedgeSplit, lastDateOf } from './hedge-split.js'
import { assertPositions, portfolioOn } from './portfolio.js'

export interface HedgeOptions extends HedgeSelection {
  readonly positions: readonly PositionInput[]
}

/** A portfolio, its exposures to the factors of a date, and the trades that cancel them. */
export async function hedge(options: HedgeOptions, loaders: Loaders) {
  assertPositions(options.positions)
  const split = await hedgeSplit(options, loaders)
  const date = options.date ?? lastDateOf(split)
  if (split.factorCount === 0) {
    throw new UserError(`strategy: ${lackOf(split, 'factors')} to hedge against`)
  }
  const model = await factorModelOn(split, date, loaders)
  const axis = await loaders.axis.load(split.datasetId)
  const portfolio = portfolioOn(options.positions, axis)
  const { exposures, exposuresAfter, trades, hedged } = hedgeOf(portfolio, model)
  const key = { datasetId: split.datasetId, date, count: RISK_DATES }
  const { datesPerYear } = split
  return {
    split: split.name,
    strategy: split.strategy,
    date,
    exposures,
    exposuresAfter,
    trades: listed(trades, axis),
    hedged: listed(hedged, axis),
    outside: listed(outsideOf(portfolio, model), axis),
    volatilityBefore: () => volatilityOf(portfolio, { ...key, datesPerYear }, loaders),
    volatilityAfter: () => volatilityOf(hedged, { ...key, datesPerYear }, loaders),
  }
}

async function factorModelOn(
  split: StoredSplit,
  date: string,
  loaders: Loaders,
): Promise<FactorModel> {
  const { contentId } = await decidedOn(split, date, loaders)
  const factors = Array.from({ length: split.factorCount }, (_, factor) => factor)
  const [betas, factorWeights] = await Promise.all([
    loaders.betasOn.load({ contentId, date }),
    Promise.all(factors.map((factor) => loaders.factorWeightsOn.load({ contentId, date, factor }))),
  ])
  return { betas, factorWeights: factorWeights.map((values) => values ?? []) }
}

/** The positions in assets without betas. */
function outsideOf(portfolio: Float64Array, { betas }: FactorModel): Float64Array {
  return portfolio.map((weight, i) => (typeof betas[0]?.[i] === 'number' ? 0 : weight))
}

async function volatilityOf(
  portfolio: Float64Array,
  { datesPerYear, ...key }: ReturnsBeforeKey & { readonly datesPerYear: number },
  loaders: Loaders,
): Promise<number | null> {
  const days = await loaders.returnsBefore.load(key)
  await takeTurn()
  return fixedWeightVolatility(
    portfolio,
    days.map(({ values }) => values),
    datesPerYear,
  )
}

/** Weights that are not 0, the largest first. */
function listed(weights: Float64Array, axis: readonly StoredAsset[]): AssetWeight[] {
  const values = Array.from(weights, (weight) => weight || null)
  return weightsIn(values, axis, { side: null, top: Number.POSITIVE_INFINITY })
}
