import { Arg, Args, Ctx, Query, Resolver } from 'type-graphql'
import { compare } from '../../src/performance/compare.js'
import type { Comparison } from '../../src/performance/comparison.js'
import { AccountArgs, toAccountOptions } from '../api/arguments.js'
import type { Context } from '../api/context.js'
import { Cost } from '../cost/cost.js'
import { comparison } from '../cost/splits.js'
import { ComparisonRow } from './compare.type.js'

@Resolver()
export class CompareResolver {
  @Cost(comparison)
  @Query(() => [ComparisonRow], {
    description:
      'Compares the answering runs of strategies over the dates that all have results of: Sharpe ' +
      'ratios with standard errors, and the difference of each to the first with its interval.',
  })
  compare(
    @Arg('strategies', () => [String]) strategies: string[],
    @Args(() => AccountArgs) args: AccountArgs,
    @Arg('dataset', () => String, { nullable: true }) dataset: string | null | undefined,
    @Ctx() { loaders }: Context,
  ): Promise<Comparison[]> {
    return compare({ ...toAccountOptions(args), strategies, dataset }, loaders)
  }
}
