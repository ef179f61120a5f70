import { Arg, Args, ArgsType, Ctx, Field, FieldResolver, Float, Resolver, Root } from 'type-graphql'
import { UserError } from '../../src/lib/errors.js'
import { capacityIn, DEFAULT_CAPITALS } from '../../src/performance/capacity/capacity.js'
import type { StoredRun } from '../../src/store/read/runs.js'
import { RangeArgs, toAccountOptions } from '../api/arguments.js'
import type { Context } from '../api/context.js'
import { Cost } from '../cost/cost.js'
import { capacity } from '../cost/over-time.js'
import { Run } from '../run/run.type.js'
import { Capacity } from './capacity.type.js'

const nullable = true

@ArgsType()
class CapacityArgs extends RangeArgs {
  @Field(() => Float, {
    nullable,
    description: 'Trading cost in basis points per unit of turnover; 5 by default.',
  })
  tradingCostBps?: number | null

  @Field(() => Float, {
    nullable,
    description: 'Short cost in basis points per unit of short exposure and date; 1 by default.',
  })
  shortCostBps?: number | null
}

const MOST_CAPITALS = 50

/** How much capital a run can hold. */
@Resolver(() => Run)
export class CapacityResolver {
  @Cost(capacity)
  @FieldResolver(() => Capacity, {
    description:
      'Net return and Sharpe ratio against the capital, over all test dates or a range, at lag 0.',
  })
  async capacity(
    @Root() run: StoredRun,
    @Args(() => CapacityArgs) args: CapacityArgs,
    @Arg('capitals', () => [Float], {
      nullable,
      description:
        'Amounts above 0 in the currency of the price files, at most 50; omit it for 1 million to 10 billion.',
    })
    capitals: number[] | null | undefined,
    @Ctx() { loaders }: Context,
  ): Promise<Capacity> {
    const { filter, rates } = toAccountOptions(args)
    const splits = await loaders.splitsOfRun.load(run.id)
    return capacityIn(splits, { filter, rates, capitals: toCapitals(capitals) }, loaders)
  }
}

function toCapitals(capitals: readonly number[] | null | undefined): readonly number[] {
  if (!capitals) return DEFAULT_CAPITALS
  const wrong = capitals.find((capital) => !(Number.isFinite(capital) && capital > 0))
  if (wrong !== undefined) {
    throw new UserError(`capitals: ${wrong} is not an amount: write amounts above 0`)
  }
  if (capitals.length > MOST_CAPITALS) {
    throw new UserError(`capitals: ${capitals.length} are too many: write at most ${MOST_CAPITALS}`)
  }
  return capitals
}
