import { Arg, Ctx, FieldResolver, Int, Resolver, Root } from 'type-graphql'
import type { StoredSplit } from '../../src/store/read/splits.js'
import { DECIDED_DATE, toTop } from '../api/arguments.js'
import type { Context } from '../api/context.js'
import { DateScalar } from '../api/scalars.js'
import { largest } from '../catalogue/rankings.js'
import { Cost } from '../cost/cost.js'
import { riskColumns, riskiestAssets } from '../cost/predictions.js'
import { Split } from '../run/split.type.js'
import { AssetRisk, RiskVector } from './risk-forecast.type.js'
import { riskOn } from './risk-on.js'

const nullable = true

/** Specific risk of each asset, for a risk system. */
@Resolver(() => Split)
export class RiskForecastResolver {
  @Cost(riskiestAssets, { bulk: 'risk' })
  @FieldResolver(() => [AssetRisk], {
    description:
      'Specific risk of each asset in the universe of the date, largest first; an error where the strategy ' +
      'has neither predictions nor residuals.',
  })
  async riskForecast(
    @Root() split: StoredSplit,
    @Arg('date', () => DateScalar, DECIDED_DATE) date: string,
    @Arg('top', () => Int, {
      nullable,
      description: 'How many assets to list, from the largest risk; omit it for all.',
    })
    top: number | null | undefined,
    @Ctx() { loaders }: Context,
  ): Promise<AssetRisk[]> {
    const limit = toTop(top)
    const { assets } = await riskOn(split, date, loaders)
    return largest(assets, ({ risk }) => risk, limit)
  }

  @Cost(riskColumns, { bulk: 'risk' })
  @FieldResolver(() => RiskVector, {
    description: 'Specific risk of a date, by column: a smaller and faster answer.',
  })
  async riskVector(
    @Root() split: StoredSplit,
    @Arg('date', () => DateScalar, DECIDED_DATE) date: string,
    @Ctx() { loaders }: Context,
  ): Promise<RiskVector> {
    const { assets, version } = await riskOn(split, date, loaders)
    return {
      date,
      version,
      assets: assets.map(({ asset }) => asset.symbol),
      risk: assets.map(({ risk }) => risk),
    }
  }
}
