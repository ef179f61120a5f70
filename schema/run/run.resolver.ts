import { Arg, Ctx, FieldResolver, ID, Int, Query, Resolver, Root } from 'type-graphql'
import type { StrategyInfo } from '../../src/catalogue.js'
import { namedStrategy } from '../../src/performance/answering.js'
import type { StoredDataset } from '../../src/store/datasets.js'
import { isUuid, runPage, type StoredRun } from '../../src/store/read/runs.js'
import type { StoredSplit } from '../../src/store/read/splits.js'
import { toFirst } from '../api/arguments.js'
import { type Connection, fromCursor, toConnection, toCursor } from '../api/connection.js'
import type { Context } from '../api/context.js'
import { RunStatus } from '../api/enums.js'
import { Dataset } from '../catalogue/dataset.type.js'
import { Cost } from '../cost/cost.js'
import { eachSplit, oneRun, pageOfRuns } from '../cost/splits.js'
import { Run, RunConnection } from './run.type.js'
import { Split } from './split.type.js'
import { Strategy } from './strategy.type.js'

@Resolver(() => Run)
export class RunResolver {
  @Cost(pageOfRuns)
  @Query(() => RunConnection, { description: 'Runs on all datasets, newest first.' })
  async runs(
    @Arg('strategy', () => String, { nullable: true }) strategy: string | null | undefined,
    @Arg('status', () => RunStatus, { nullable: true }) status: RunStatus | null | undefined,
    @Arg('first', () => Int, { defaultValue: 20, nullable: true }) first: number | null,
    @Arg('after', () => String, { nullable: true }) after: string | null | undefined,
    @Ctx() { loaders }: Context,
  ): Promise<Connection<StoredRun>> {
    if (strategy) namedStrategy(strategy)
    const { runs, hasNextPage } = await runPage(loaders.db, {
      strategy: strategy ?? undefined,
      status: status ?? undefined,
      first: toFirst(first ?? 20),
      after: fromCursor(after, isRunKey)?.[0],
    })
    return toConnection(runs, { cursorOf: ({ id }) => toCursor(id), hasNextPage, after })
  }

  @Cost(oneRun)
  @Query(() => Run, { nullable: true, description: 'A run by id; null where none has it.' })
  run(@Arg('id', () => ID) id: string, @Ctx() { loaders }: Context): Promise<StoredRun | null> {
    return loaders.run.load(id)
  }

  @FieldResolver(() => Strategy)
  strategy(@Root() { strategy }: StoredRun): StrategyInfo {
    return namedStrategy(strategy)
  }

  @FieldResolver(() => Dataset)
  async dataset(
    @Root() { datasetId }: StoredRun,
    @Ctx() { loaders }: Context,
  ): Promise<StoredDataset | undefined> {
    const datasets = await loaders.datasets()
    return datasets.find(({ id }) => id === datasetId)
  }

  @Cost(eachSplit)
  @FieldResolver(() => [Split], {
    description: 'Splits of the run, chronological; the live split is the last.',
  })
  splits(@Root() { id }: StoredRun, @Ctx() { loaders }: Context): Promise<StoredSplit[]> {
    return loaders.splitsOfRun.load(id)
  }

  @FieldResolver(() => Int, {
    description:
      'Number of configurations of the strategy that were tried on the dataset, trials included. ' +
      '`Measures.deflatedNetSharpe` corrects for them.',
  })
  trials(@Root() run: StoredRun, @Ctx() { loaders }: Context): Promise<number> {
    return loaders.trials.load(run)
  }
}

function isRunKey(key: readonly unknown[]): key is readonly [string] {
  return key.length === 1 && typeof key[0] === 'string' && isUuid(key[0])
}
