import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql'
import { predictionDaysIn } from '../../src/performance/predictions.js'
import { assertHas } from '../../src/performance/split-parts.js'
import type { StoredRun } from '../../src/store/read/runs.js'
import { RangeArgs, toFilter } from '../api/arguments.js'
import type { Context } from '../api/context.js'
import { Cost } from '../cost/cost.js'
import { eachPredictedDateOfRun } from '../cost/over-time.js'
import { Run } from '../run/run.type.js'
import { DailyRankIC } from './prediction.type.js'

/** What came of the predictions of a run, over all its splits. */
@Resolver(() => Run)
export class RunPredictionsResolver {
  @Cost(eachPredictedDateOfRun)
  @FieldResolver(() => [DailyRankIC], {
    description:
      'As `Split.rankICs`, over all splits or a range across them; an error where the strategy predicts nothing.',
  })
  async rankICs(
    @Root() run: StoredRun,
    @Args(() => RangeArgs) range: RangeArgs,
    @Ctx() { loaders }: Context,
  ): Promise<DailyRankIC[]> {
    const splits = await loaders.splitsOfRun.load(run.id)
    for (const split of splits.slice(0, 1)) assertHas(split, 'predictions')
    return predictionDaysIn(splits, toFilter(range), loaders)
  }
}
