import { Arg, Args, Ctx, FieldResolver, Int, Resolver, Root } from 'type-graphql'
import { riskAversionOf } from '../../src/performance/prediction-score.js'
import { predictionDaysIn } from '../../src/performance/predictions.js'
import { assertHas } from '../../src/performance/split-parts.js'
import type { StoredSplit } from '../../src/store/read/splits.js'
import { DECIDED_DATE, RangeArgs, toFilter, toTop } from '../api/arguments.js'
import type { Context } from '../api/context.js'
import { Side } from '../api/enums.js'
import { DateScalar } from '../api/scalars.js'
import { Cost } from '../cost/cost.js'
import { eachPredictedDate } from '../cost/predictions.js'
import { assetColumns, topAssets } from '../cost/results.js'
import { Split } from '../run/split.type.js'
import { predictedOn } from './predicted-on.js'
import { DailyRankIC, Prediction, PredictionVector } from './prediction.type.js'
import { ranked, topOf } from './ranked.js'

const nullable = true

/** Predictions of a split, and what came of them date by date. */
@Resolver(() => Split)
export class PredictionResolver {
  @Cost(topAssets, { bulk: 'predictions' })
  @FieldResolver(() => [Prediction], {
    description:
      'Predictions for the universe of the date, best score first; an error where the strategy predicts nothing.',
  })
  async predictions(
    @Root() split: StoredSplit,
    @Arg('date', () => DateScalar, DECIDED_DATE) date: string,
    @Arg('top', () => Int, {
      nullable,
      description: 'How many assets to list, from the first; omit it for all.',
    })
    top: number | null | undefined,
    @Arg('side', () => Side, {
      nullable,
      description: 'LONG lists from the best score, SHORT from the worst; LONG where omitted.',
    })
    side: Side | null | undefined,
    @Ctx() { loaders }: Context,
  ): Promise<Prediction[]> {
    const limit = toTop(top)
    const [{ assets }, run] = await Promise.all([
      predictedOn(split, date, loaders),
      loaders.run.load(split.runId),
    ])
    return topOf(ranked(assets, riskAversionOf(run?.config ?? {})), { side, top: limit })
  }

  @Cost(assetColumns, { bulk: 'predictions' })
  @FieldResolver(() => PredictionVector, {
    description: 'All predictions of a date, by column: a smaller and faster answer.',
  })
  async predictionVector(
    @Root() split: StoredSplit,
    @Arg('date', () => DateScalar, DECIDED_DATE) date: string,
    @Ctx() { loaders }: Context,
  ): Promise<PredictionVector> {
    const { assets, version } = await predictedOn(split, date, loaders)
    return {
      date,
      version,
      assets: assets.map(({ asset }) => asset.symbol),
      mean: assets.map(({ mean }) => mean),
      risk: assets.map(({ risk }) => risk),
    }
  }

  @Cost(eachPredictedDate)
  @FieldResolver(() => [DailyRankIC], {
    description:
      'Rank IC, IC and spread of each date with returns, chronological, at lag 0 and a horizon of one date.',
  })
  async rankICs(
    @Root() split: StoredSplit,
    @Args(() => RangeArgs) range: RangeArgs,
    @Ctx() { loaders }: Context,
  ): Promise<DailyRankIC[]> {
    assertHas(split, 'predictions')
    return predictionDaysIn([split], toFilter(range), loaders)
  }
}
