import { Arg, Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql'
import { type PeriodPnl as PeriodRecord, pnlByPeriod } from '../../src/accounts/periods.js'
import type { StoredRun } from '../../src/store/runs.js'
import type { StoredSplit } from '../../src/store/splits.js'
import { AccountArgs, toFilter, toLag, toRates } from '../api/arguments.js'
import type { Context } from '../api/context.js'
import type { Loaders } from '../api/loaders.js'
import { Run } from '../run/run.type.js'
import { Split } from '../run/split.type.js'
import { performanceOf } from './performance.js'
import { Period, PeriodPnl } from './periods.type.js'

@Resolver(() => Split)
export class SplitPeriodsResolver {
  @FieldResolver(() => [PeriodPnl], { description: 'PnL by month or year, chronological.' })
  pnlByPeriod(
    @Root() split: StoredSplit,
    @Arg('by', () => Period) by: Period,
    @Args(() => AccountArgs) args: AccountArgs,
    @Ctx() { loaders }: Context,
  ): Promise<LazyPeriod[]> {
    return periodsOf([split], by, args, loaders)
  }
}

@Resolver(() => Run)
export class RunPeriodsResolver {
  @FieldResolver(() => [PeriodPnl], {
    description: 'PnL of all splits by month or year, chronological.',
  })
  async pnlByPeriod(
    @Root() { id }: StoredRun,
    @Arg('by', () => Period) by: Period,
    @Args(() => AccountArgs) args: AccountArgs,
    @Ctx() { loaders }: Context,
  ): Promise<LazyPeriod[]> {
    return periodsOf(await loaders.splitsOfRun.load(id), by, args, loaders)
  }
}

type LazyPeriod = Omit<PeriodRecord, 'hedgedNet'> & { hedgedNet(): Promise<number | null> }

async function periodsOf(
  splits: readonly StoredSplit[],
  by: Period,
  args: AccountArgs,
  loaders: Loaders,
): Promise<LazyPeriod[]> {
  const options = { filter: toFilter(args), rates: toRates(args), lag: toLag(args) }
  const { pnl, hedgedNet } = await performanceOf(splits, options, loaders)
  let hedged: Promise<PeriodRecord[]> | undefined
  const hedgedPeriods = async () => pnlByPeriod(pnl, await hedgedNet(), by)
  const unknown = pnl.map(() => null)
  return pnlByPeriod(pnl, unknown, by).map((period, index) => ({
    ...period,
    hedgedNet: async () => {
      hedged ??= hedgedPeriods()
      return (await hedged)[index].hedgedNet
    },
  }))
}
