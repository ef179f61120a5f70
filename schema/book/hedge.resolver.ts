import { Arg, Ctx, Query, Resolver } from 'type-graphql'
import type { Context } from '../api/context.js'
import { DateScalar } from '../api/scalars.js'
import { hedge } from './hedge.js'
import { Hedge, PositionInput } from './hedge.type.js'

const nullable = true

@Resolver()
export class HedgeResolver {
  @Query(() => Hedge, {
    description:
      'Hedges any portfolio with the factors of a strategy: its exposures, the trades that cancel ' +
      'them, and its volatility before and after.',
  })
  hedge(
    @Arg('positions', () => [PositionInput]) positions: PositionInput[],
    @Arg('split', () => String, {
      nullable,
      description: 'By default the one whose test range holds `date`, else the last published.',
    })
    split: string | null | undefined,
    @Arg('strategy', () => String, { nullable, description: 'Default attention-longconv.' })
    strategy: string | null | undefined,
    @Arg('date', () => DateScalar, {
      nullable,
      description: 'By default `nextDate` of a live split, else the last date scored.',
    })
    date: string | null | undefined,
    @Arg('dataset', () => String, { nullable }) dataset: string | null | undefined,
    @Ctx() { loaders }: Context,
  ) {
    return hedge({ positions, split, strategy, date, dataset }, loaders)
  }
}
