import { Arg, Args, Ctx, Query, Resolver } from 'type-graphql'
import { AccountArgs, toFilter, toLag, toRates } from '../api/arguments.js'
import type { Context } from '../api/context.js'
import { type Comparison, compare } from './compare.js'
import { ComparisonRow } from './compare.type.js'

@Resolver()
export class CompareResolver {
  @Query(() => [ComparisonRow], {
    description:
      'Strategies side by side, in the order named, by their answering runs: over the same dates, ' +
      'with standard errors, and the difference of each to the first with its interval.',
  })
  compare(
    @Arg('strategies', () => [String]) strategies: string[],
    @Args(() => AccountArgs) args: AccountArgs,
    @Arg('dataset', () => String, { nullable: true }) dataset: string | null | undefined,
    @Ctx() { loaders }: Context,
  ): Promise<Comparison[]> {
    const options = { filter: toFilter(args), rates: toRates(args), lag: toLag(args) }
    return compare({ ...options, strategies, dataset }, loaders)
  }
}
