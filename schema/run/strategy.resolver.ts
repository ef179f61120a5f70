import { Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql'
import type { StoredRun } from '../../src/store/runs.js'
import { STRATEGIES, type StrategyRecord } from '../../src/store/strategies.js'
import { answering } from '../api/answering.js'
import type { Context } from '../api/context.js'
import { Run } from './run.type.js'
import { Strategy } from './strategy.type.js'

@Resolver(() => Strategy)
export class StrategyResolver {
  @Query(() => [Strategy], { description: 'Every method that can be run.' })
  strategies(): readonly StrategyRecord[] {
    return STRATEGIES
  }

  @FieldResolver(() => Run, {
    nullable: true,
    description: 'The run that answers for it on the default dataset.',
  })
  async latestRun(
    @Root() { name }: StrategyRecord,
    @Ctx() { loaders }: Context,
  ): Promise<StoredRun | null> {
    const runs = await answering(null, loaders)
    return runs.find(({ strategy }) => strategy === name) ?? null
  }
}
