import { type BookShape, shapeOf } from '../accounts/book-shape.js'
import type { CostRates } from '../accounts/costs.js'
import { deflatedSharpe } from '../accounts/deflated-sharpe.js'
import { hedgedErrorSteps, type MeasureErrors, netErrorSteps } from '../accounts/measure-errors.js'
import { type MeasureInputs, type Measures, measuresOf } from '../accounts/measures.js'
import { predictionMeasuresOf } from '../accounts/prediction-measures.js'
import { type Alpha, alphaOf } from '../accounts/regression/alpha.js'
import { inTurns, takeTurn } from '../lib/turns.js'
import { onDemand } from './on-demand.js'
import type { Performance } from './performance.js'

/** Beside the measures of the returns, those of the books and of the settings tried. */
interface AllMeasures extends Measures, MeasureErrors, BookShape {
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

export interface MeasureOptions {
  readonly rates: CostRates
  /** How many settings of the strategy were tried on the dataset. */
  readonly trials: () => Promise<number>
}

export function measuresFor(
  performance: Performance,
  { rates, trials }: MeasureOptions,
): LazyMeasures {
  const { pnl, datesPerYear } = performance
  const unknown = pnl.map(() => null)
  const known = { pnl, rates, hedgedNet: unknown, market: unknown, datesPerYear }
  return {
    ...measuresOfRows(performance, known),
    ...lazily(HEDGED, () =>
      performance.computed('hedged', async () =>
        measuresOf({ ...known, hedgedNet: await inTurn(performance.hedgedNet()) }),
      ),
    ),
    ...lazily(ERRORS, () =>
      performance.computed('errors', () => inTurns(netErrorSteps(pnl, datesPerYear))),
    ),
    ...lazily(HEDGED_ERRORS, () =>
      performance.computed('hedged errors', async () =>
        inTurns(hedgedErrorSteps(pnl, await performance.hedgedNet(), datesPerYear)),
      ),
    ),
    ...lazily(RANK_IC, () =>
      performance.computed('rank IC', async () =>
        predictionMeasuresOf(await inTurn(performance.predictions())),
      ),
    ),
    ...lazily(SHAPE, () =>
      performance.computed('shape', async () => shapeOf(await inTurn(performance.bookShapes()))),
    ),
    ...alphasOf(performance),
    ...deflatedOf(performance, trials),
    marketBeta: () =>
      performance.computed(
        'market beta',
        async () => measuresOf({ ...known, market: await inTurn(performance.market()) }).marketBeta,
      ),
    explainedVariance: () => performance.explainedVariance(),
  }
}

const measured = new WeakMap<Performance, Measures>()

/** Measures of the daily rows, once for each performance. */
function measuresOfRows(performance: Performance, inputs: MeasureInputs): Measures {
  const measures = measured.get(performance) ?? measuresOf(inputs)
  measured.set(performance, measures)
  return measures
}

/** Measures that need the hedged series. */
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

const RANK_IC = ['rankIC', 'rankICIR'] as const

const SHAPE = ['netExposure', 'effectiveNames'] as const

/** Of net and of hedged net, on the returns of the dataset's factor portfolios. */
function alphasOf(performance: Performance) {
  const alphaOfSeries = (name: string, series: () => Promise<readonly (number | null)[]>) => () =>
    performance.computed(name, async (): Promise<Alpha | null> => {
      const factors = await performance.factorReturns()
      return factors && alphaOf(await inTurn(series()), factors, performance.datesPerYear)
    })
  const alpha = alphaOfSeries('alpha', async () => performance.pnl.map(({ net }) => net))
  const hedgedAlpha = alphaOfSeries('hedged alpha', () => performance.hedgedNet())
  return {
    alpha: async () => (await alpha())?.alpha ?? null,
    alphaTStatistic: async () => (await alpha())?.tStatistic ?? null,
    hedgedAlpha: async () => (await hedgedAlpha())?.alpha ?? null,
    hedgedAlphaTStatistic: async () => (await hedgedAlpha())?.tStatistic ?? null,
  }
}

function deflatedOf(performance: Performance, trials: () => Promise<number>) {
  const net = () => performance.pnl.map((row) => row.net)
  const hedgedNet = async () => (await performance.hedgedNet()).filter((value) => value !== null)
  return {
    deflatedNetSharpe: async () => deflatedSharpe(net(), await inTurn(trials())),
    deflatedHedgedNetSharpe: async () => deflatedSharpe(await hedgedNet(), await inTurn(trials())),
  }
}

/** What was awaited, once it is the turn of what is computed from it. */
async function inTurn<T>(awaited: Promise<T>): Promise<T> {
  const value = await awaited
  await takeTurn()
  return value
}

/** Fields that share one computation. */
function lazily<Name extends keyof All, All>(
  names: readonly Name[],
  compute: () => Promise<All>,
): { readonly [N in Name]: () => Promise<All[N]> } {
  const all = onDemand(compute)
  const fields = names.map((name) => [name, async () => (await all())[name]])
  return Object.fromEntries(fields) // a field for each name, by construction
}
