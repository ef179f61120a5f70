import type { GraphQLResolveInfo } from 'graphql'
import { Arg, Args, Ctx, FieldResolver, Info, Resolver, Root } from 'type-graphql'
import type { Attribution as AttributionRecord } from '../../src/accounts/attribution.js'
import { takeTurn } from '../../src/lib/turns.js'
import { attributionOf } from '../../src/performance/attribution.js'
import { type LazyMeasures, measuresFor } from '../../src/performance/measures.js'
import { performanceOf } from '../../src/performance/performance.js'
import type { StoredRun } from '../../src/store/read/runs.js'
import type { StoredSplit } from '../../src/store/read/splits.js'
import { AccountArgs, RangeArgs, toAccountOptions, toFilter } from '../api/arguments.js'
import type { Context } from '../api/context.js'
import { AttributionBy } from '../api/enums.js'
import { mayAskFor } from '../api/selected.js'
import { Cost } from '../cost/cost.js'
import { attribution, dateColumns, eachDate, measures, measuresOfRun } from '../cost/results.js'
import { Run } from '../run/run.type.js'
import { Split } from '../run/split.type.js'
import { Attribution } from './attribution.type.js'
import { Measures } from './measures.type.js'
import { DailyPnl, PnlSeries } from './pnl.type.js'
import { printedPnlOf, toPrintedRows, toPrintedSeries } from './printed-pnl.js'

/** PnL, measures and attribution of a split. */
@Resolver(() => Split)
export class PerformanceResolver {
  @Cost(measures)
  @FieldResolver(() => Measures, {
    description: 'Measures of the range, at the costs and lag given.',
  })
  async measures(
    @Root() split: StoredSplit,
    @Args(() => AccountArgs) args: AccountArgs,
    @Ctx() { loaders }: Context,
  ): Promise<LazyMeasures> {
    const options = toAccountOptions(args)
    return measuresFor(await performanceOf([split], options, loaders), {
      rates: options.rates,
      trials: () => loaders.trials.load(split),
    })
  }

  @Cost(eachDate, { bulk: 'pnl' })
  @FieldResolver(() => [DailyPnl], {
    description: 'Daily PnL, one row per trading date, chronological.',
  })
  async pnl(
    @Root() split: StoredSplit,
    @Args(() => AccountArgs) args: AccountArgs,
    @Ctx() { loaders }: Context,
    @Info() info: GraphQLResolveInfo,
  ) {
    const options = toAccountOptions(args)
    const printed = await printedPnlOf(split, options, info, loaders)
    if (printed) return toPrintedRows(printed)
    const { pnl, hedgedNet } = await performanceOf([split], options, loaders)
    if (!mayAskFor('hedgedNet', info)) return pnl
    const hedged = await hedgedNet()
    await takeTurn()
    return pnl.map((row, t) => ({ ...row, hedgedNet: hedged[t] }))
  }

  @Cost(dateColumns, { bulk: 'pnl' })
  @FieldResolver(() => PnlSeries, {
    description: 'As `pnl`, by column: a smaller and faster answer.',
  })
  async pnlSeries(
    @Root() split: StoredSplit,
    @Args(() => AccountArgs) args: AccountArgs,
    @Ctx() { loaders }: Context,
    @Info() info: GraphQLResolveInfo,
  ) {
    const options = toAccountOptions(args)
    const printed = await printedPnlOf(split, options, info, loaders)
    if (printed) return toPrintedSeries(printed)
    const { pnl, hedgedNet } = await performanceOf([split], options, loaders)
    const column = (name: Exclude<keyof (typeof pnl)[number], 'date'>) => () =>
      pnl.map((row) => row[name])
    return {
      dates: pnl.map(({ date }) => date),
      gross: column('gross'),
      cost: column('cost'),
      net: column('net'),
      cumulativeNet: column('cumulativeNet'),
      turnover: column('turnover'),
      shortExposure: column('shortExposure'),
      hedgedNet,
    }
  }

  @Cost(attribution)
  @FieldResolver(() => [Attribution], {
    description:
      'Contributions to the net return of the range, which sum to it, at the default costs.',
  })
  attribution(
    @Root() split: StoredSplit,
    @Args(() => RangeArgs) range: RangeArgs,
    @Arg('by', () => AttributionBy, { defaultValue: AttributionBy.FACTOR }) by: AttributionBy,
    @Ctx() { loaders }: Context,
  ): Promise<readonly AttributionRecord[]> {
    return attributionOf(split, { by, filter: toFilter(range) }, loaders)
  }
}

/** Measures of a run, over all its splits. */
@Resolver(() => Run)
export class RunPerformanceResolver {
  @Cost(measuresOfRun)
  @FieldResolver(() => Measures, {
    description:
      'Measures of all test dates or of a range; turnover is carried from split to split.',
  })
  async measures(
    @Root() run: StoredRun,
    @Args(() => AccountArgs) args: AccountArgs,
    @Ctx() { loaders }: Context,
  ): Promise<LazyMeasures> {
    const splits = await loaders.splitsOfRun.load(run.id)
    const options = toAccountOptions(args)
    return measuresFor(await performanceOf(splits, options, loaders), {
      rates: options.rates,
      trials: () => loaders.trials.load(run),
    })
  }
}
