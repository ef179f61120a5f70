import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql'
import type { StoredSplit } from '../../src/store/read/splits.js'
import type { Context } from '../api/context.js'
import { assetAt } from '../catalogue/axis.js'
import { Cost } from '../cost/cost.js'
import { characteristicHistory, weightHistory } from '../cost/over-time.js'
import { Factor } from './factor.type.js'
import { historyOf } from './history.js'
import { HistoryArgs, LoadHistory, WeightHistory } from './history.type.js'

interface FactorOf {
  readonly index: number
  readonly split: StoredSplit
}

/** The portfolio of a factor over time. */
@Resolver(() => Factor)
export class FactorHistoryResolver {
  @Cost(weightHistory, { bulk: 'factor-weights' })
  @FieldResolver(() => WeightHistory, {
    description: 'Factor weights over time, of the assets with the largest.',
  })
  async weightHistory(
    @Root() { index, split }: FactorOf,
    @Args(() => HistoryArgs) args: HistoryArgs,
    @Ctx() { loaders }: Context,
  ): Promise<WeightHistory> {
    const [{ dates, rows }, axis] = await Promise.all([
      historyOf(split, args, loaders, (key) =>
        loaders.factorWeightsOn.load({ ...key, factor: index }),
      ),
      loaders.axis.load(split.datasetId),
    ])
    return {
      dates,
      rows: rows.map(({ position, values }) => ({ asset: assetAt(axis, position), values })),
    }
  }

  @Cost(characteristicHistory)
  @FieldResolver(() => LoadHistory, {
    description: 'Loads on characteristics over time, of those with the largest.',
  })
  async characteristicHistory(
    @Root() { index, split }: FactorOf,
    @Args(() => HistoryArgs) args: HistoryArgs,
    @Ctx() { loaders }: Context,
  ): Promise<LoadHistory> {
    const { dates, rows } = await historyOf(split, args, loaders, (key) =>
      loaders.factorCharacteristicsOn.load({ ...key, factor: index }),
    )
    return {
      dates,
      rows: rows.map(({ position, values }) => ({
        name: split.characteristicNames[position] ?? '',
        group: split.characteristicGroups[position] ?? '',
        values,
      })),
    }
  }
}
