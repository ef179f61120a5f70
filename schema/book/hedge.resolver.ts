import { Arg, Ctx, Query, Resolver } from 'type-graphql'
import type { Context } from '../api/context.js'
import { DateScalar } from '../api/scalars.js'
import { Cost } from '../cost/cost.js'
import { oneHedge } from '../cost/splits.js'
import { hedge } from './hedge.js'
import { Hedge, PositionInput } from './hedge.type.js'

const nullable = true

@Resolver()
export class HedgeResolver {
  @Cost(oneHedge)
  @Query(() => Hedge, {
    description:
      'Hedges a portfolio with the factors of a strategy: factor exposures, the trades that cancel ' +
      'them, and the volatility before and after.',
  })
  hedge(
    @Arg('positions', () => [PositionInput]) positions: PositionInput[],
    @Arg('split', () => String, {
      nullable,
      description:
        'Name of a split; by default the split whose test range contains `date`, else the last published.',
    })
    split: string | null | undefined,
    @Arg('strategy', () => String, {
      nullable,
      description: 'Name of a strategy with factors; attention-longconv by default.',
    })
    strategy: string | null | undefined,
    @Arg('date', () => DateScalar, {
      nullable,
      description:
        'Trading date of the factors; by default `nextDate` of a live split, else the last scored date.',
    })
    date: string | null | undefined,
    @Arg('dataset', () => String, { nullable }) dataset: string | null | undefined,
    @Ctx() { loaders }: Context,
  ) {
    return hedge({ positions, split, strategy, date, dataset }, loaders)
  }
}
