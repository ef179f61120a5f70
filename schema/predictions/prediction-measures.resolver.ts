import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql'
import type { WealthMeasures } from '../../src/accounts/wealth.js'
import {
  predictionMeasuresIn,
  type RangePredictionMeasures,
  type TradedPredictions,
} from '../../src/performance/prediction-measures.js'
import { assertHas } from '../../src/performance/split-parts.js'
import type { StoredSplit } from '../../src/store/read/splits.js'
import { RangeArgs, toFilter } from '../api/arguments.js'
import type { Context } from '../api/context.js'
import { Cost } from '../cost/cost.js'
import { predictionMeasures } from '../cost/predictions.js'
import { Split } from '../run/split.type.js'
import { PredictionMeasures } from './prediction-measures.type.js'

@Resolver(() => Split)
export class PredictionMeasuresResolver {
  @Cost(predictionMeasures)
  @FieldResolver(() => PredictionMeasures, {
    description: 'Measures of the predictions of the range, and of the book that trades them.',
  })
  async predictionMeasures(
    @Root() split: StoredSplit,
    @Args(() => RangeArgs) range: RangeArgs,
    @Ctx() { loaders }: Context,
  ) {
    assertHas(split, 'predictions')
    const measures = await predictionMeasuresIn(split, toFilter(range), loaders)
    const excess = async () => (await measures.traded()).excess
    return { ...measures, ...tradedFields(measures), excess }
  }
}

/** Where each field of the book is found. */
const TRADED: Readonly<
  Record<string, readonly [part: keyof TradedPredictions, name: keyof WealthMeasures]>
> = {
  excessReturn: ['excess', 'annualReturn'],
  excessSharpe: ['excess', 'sharpe'],
  excessMaxDrawdown: ['excess', 'maxDrawdown'],
  excessCalmar: ['excess', 'calmar'],
  calmar: ['net', 'calmar'],
  apy: ['net', 'apy'],
  cumulativeWealth: ['net', 'cumulativeWealth'],
  annualVolatility: ['net', 'annualVolatility'],
  annualSharpe: ['net', 'annualSharpe'],
  wealthDrawdown: ['net', 'wealthDrawdown'],
  wealthCalmar: ['net', 'wealthCalmar'],
}

function tradedFields({ traded }: RangePredictionMeasures) {
  return Object.fromEntries(
    Object.entries(TRADED).map(([field, [part, name]]) => [
      field,
      async () => (await traded())[part][name],
    ]),
  )
}
