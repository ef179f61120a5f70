import { alphaOf } from '../../src/accounts/alpha.js'
import { shapeOf } from '../../src/accounts/book-shape.js'
import type { CostRates } from '../../src/accounts/costs.js'
import { deflatedSharpe } from '../../src/accounts/deflated-sharpe.js'
import {
  hedgedErrorsOf,
  type MeasureErrors,
  netErrorsOf,
} from '../../src/accounts/measure-errors.js'
import { type Measures, measuresOf } from '../../src/accounts/measures.js'
import type { Performance } from './performance.js'

/** Beside the measures of the returns, those of the books and of the settings tried. */
export interface AllMeasures extends Measures, MeasureErrors {
  readonly netExposure: number | null
  readonly effectiveNames: number | null
  readonly alpha: number | null
  readonly alphaTStatistic: number | null
  readonly hedgedAlpha: number | null
  readonly hedgedAlphaTStatistic: number | null
  readonly deflatedNetSharpe: number | null
  readonly deflatedHedgedNetSharpe: number | null
}

/** Measures of which those that need more than the daily rows are computed only if asked for. */
export type LazyMeasures = {
  readonly [Name in keyof AllMeasures]: AllMeasures[Name] | (() => Promise<AllMeasures[Name]>)
}

/** Of these the series hedged is needed. */
const HEDGED = [
  'hedgedNetSharpe',
  'meanHedgedNet',
  'hedgedNetVolatility',
  'hedgedNetMaxDrawdown',
] as const

const ERRORS = [
  'grossSharpeStandardError',
  'netSharpeLow',
  'netSharpeHigh',
  'netSharpeWithoutBestYear',
] as const

const HEDGED_ERRORS = [
  'hedgedNetSharpeStandardError',
  'hedgedNetSharpeLow',
  'hedgedNetSharpeHigh',
  'hedgedNetSharpeWithoutBestYear',
] as const

export function measuresFor(
  performance: Performance,
  { rates, trials }: { readonly rates: CostRates; readonly trials: () => Promise<number> },
): LazyMeasures {
  const { pnl } = performance
  const unknown = pnl.map(() => null)
  const known = { pnl, rates, hedgedNet: unknown, market: unknown }
  const hedged = onDemand(async () =>
    measuresOf({ ...known, hedgedNet: await performance.hedgedNet() }),
  )
  const errors = onDemand(async () => netErrorsOf(pnl))
  const hedgedErrors = onDemand(async () => hedgedErrorsOf(pnl, await performance.hedgedNet()))
  const shape = onDemand(async () => shapeOf(await performance.books()))
  const alphaOfSeries = (series: () => Promise<readonly (number | null)[]>) =>
    onDemand(async () => {
      const factors = await performance.factorReturns()
      return factors && alphaOf(await series(), factors)
    })
  const alpha = alphaOfSeries(async () => pnl.map(({ net }) => net))
  const hedgedAlpha = alphaOfSeries(() => performance.hedgedNet())
  return {
    ...measuresOf(known),
    ...lazily(HEDGED, hedged),
    ...lazily(ERRORS, errors),
    ...lazily(HEDGED_ERRORS, hedgedErrors),
    marketBeta: async () => measuresOf({ ...known, market: await performance.market() }).marketBeta,
    explainedVariance: () => performance.explainedVariance(),
    netExposure: async () => (await shape()).netExposure,
    effectiveNames: async () => (await shape()).effectiveNames,
    alpha: async () => (await alpha())?.alpha ?? null,
    alphaTStatistic: async () => (await alpha())?.tStatistic ?? null,
    hedgedAlpha: async () => (await hedgedAlpha())?.alpha ?? null,
    hedgedAlphaTStatistic: async () => (await hedgedAlpha())?.tStatistic ?? null,
    deflatedNetSharpe: async () =>
      deflatedSharpe(
        pnl.map(({ net }) => net),
        await trials(),
      ),
    deflatedHedgedNetSharpe: async () => {
      const returns = await performance.hedgedNet()
      return deflatedSharpe(
        returns.filter((value) => value !== null),
        await trials(),
      )
    },
  }
}

/** Fields that share one computation. */
function lazily<Name extends keyof All, All>(
  names: readonly Name[],
  all: () => Promise<All>,
): { readonly [N in Name]: () => Promise<All[N]> } {
  const fields = names.map((name) => [name, async () => (await all())[name]])
  return Object.fromEntries(fields) // a field for each name, by construction
}

function onDemand<T>(compute: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined
  return () => {
    answer ??= compute()
    return answer
  }
}
