import { Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql'
import { CATALOGUE, type StrategyInfo } from '../../src/catalogue.js'
import { answeringRunsOf } from '../../src/performance/answering.js'
import type { StoredRun } from '../../src/store/read/runs.js'
import type { Context } from '../api/context.js'
import { Cost } from '../cost/cost.js'
import { eachStrategy } from '../cost/splits.js'
import { Run } from './run.type.js'
import { Strategy } from './strategy.type.js'

@Resolver(() => Strategy)
export class StrategyResolver {
  @Cost(eachStrategy)
  @Query(() => [Strategy], { description: 'Every strategy that can be run.' })
  strategies(): readonly StrategyInfo[] {
    return CATALOGUE
  }

  @FieldResolver(() => Boolean, {
    description:
      'Whether it builds factors, unless the configuration of a run leaves them out: `factorCount` of a split is then 0. Without them `factors` and `betas` are empty.',
  })
  hasFactors(@Root() { has }: StrategyInfo): boolean {
    return has.factors
  }

  @FieldResolver(() => Boolean, {
    description: 'Whether it has residuals, `ε = R − βF`. Without them `residuals` is empty.',
  })
  hasResiduals(@Root() { has }: StrategyInfo): boolean {
    return has.residuals
  }

  @FieldResolver(() => Boolean, {
    description: 'Whether it predicts the mean and the risk of each asset’s next return.',
  })
  hasPredictions(@Root() { has }: StrategyInfo): boolean {
    return has.predictions
  }

  @FieldResolver(() => Boolean, {
    description:
      'Whether it learns a codebook: a finite set of codes that describe assets or dates.',
  })
  hasCodebook(@Root() { has }: StrategyInfo): boolean {
    return has.codebook
  }

  @FieldResolver(() => Boolean, {
    description: 'Whether agents trade single assets: see `Split.agents`.',
  })
  hasAgents(@Root() { has }: StrategyInfo): boolean {
    return has.agents
  }

  @FieldResolver(() => Boolean, {
    description:
      'Whether its book is made of the books of other runs: see `Split.components` and `Split.blendWeights`.',
  })
  hasComponents(@Root() { has }: StrategyInfo): boolean {
    return has.components
  }

  @FieldResolver(() => Run, {
    nullable: true,
    description:
      'The answering run of it on the default dataset; null before its first publication.',
  })
  async latestRun(
    @Root() { name }: StrategyInfo,
    @Ctx() { loaders }: Context,
  ): Promise<StoredRun | null> {
    const runs = await answeringRunsOf(null, loaders)
    return runs.find(({ strategy }) => strategy === name) ?? null
  }
}
