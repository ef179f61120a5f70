import { Arg, Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql'
import { performanceOf } from '../../src/performance/performance.js'
import { type LazyPeriod, periodsOf } from '../../src/performance/periods.js'
import type { StoredRun } from '../../src/store/read/runs.js'
import type { StoredSplit } from '../../src/store/read/splits.js'
import { AccountArgs, toAccountOptions } from '../api/arguments.js'
import type { Context } from '../api/context.js'
import type { Loaders } from '../api/loaders.js'
import { Cost } from '../cost/cost.js'
import { eachPeriod, eachPeriodOfRun } from '../cost/results.js'
import { Run } from '../run/run.type.js'
import { Split } from '../run/split.type.js'
import { Period, PeriodPnl } from './periods.type.js'

@Resolver(() => Split)
export class SplitPeriodsResolver {
  @Cost(eachPeriod)
  @FieldResolver(() => [PeriodPnl], {
    description: 'PnL by calendar month or year, chronological.',
  })
  pnlByPeriod(
    @Root() split: StoredSplit,
    @Arg('by', () => Period) by: Period,
    @Args(() => AccountArgs) args: AccountArgs,
    @Ctx() { loaders }: Context,
  ): Promise<LazyPeriod[]> {
    return periodsFor([split], by, args, loaders)
  }
}

@Resolver(() => Run)
export class RunPeriodsResolver {
  @Cost(eachPeriodOfRun)
  @FieldResolver(() => [PeriodPnl], {
    description: 'PnL of all splits by calendar month or year, chronological.',
  })
  async pnlByPeriod(
    @Root() { id }: StoredRun,
    @Arg('by', () => Period) by: Period,
    @Args(() => AccountArgs) args: AccountArgs,
    @Ctx() { loaders }: Context,
  ): Promise<LazyPeriod[]> {
    return periodsFor(await loaders.splitsOfRun.load(id), by, args, loaders)
  }
}

async function periodsFor(
  splits: readonly StoredSplit[],
  by: Period,
  args: AccountArgs,
  loaders: Loaders,
): Promise<LazyPeriod[]> {
  return periodsOf(await performanceOf(splits, toAccountOptions(args), loaders), by)
}
