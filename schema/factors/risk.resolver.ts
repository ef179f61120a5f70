import { Arg, Ctx, FieldResolver, Resolver, Root } from 'type-graphql'
import type { StoredSplit } from '../../src/store/splits.js'
import { DECIDED_DATE } from '../api/arguments.js'
import type { Context } from '../api/context.js'
import { DateScalar, FloatVectorScalar } from '../api/scalars.js'
import { AssetValue } from '../catalogue/asset.type.js'
import { Split } from '../run/split.type.js'
import { factorCovarianceOn, residualVolatilityOn } from './risk.js'

/** How much factors and residuals have moved. */
@Resolver(() => Split)
export class RiskResolver {
  @FieldResolver(() => [FloatVectorScalar], {
    description:
      'Annualised covariance of the factor returns published on the 252 dates before `date` (which ' +
      'may be `nextDate`), population, times 252: row k holds that of factor k with each. Early in ' +
      'a split the dates before are those of the splits before it in its run, where factor k is ' +
      "their own k-th. DATA_NOT_READY below 20 dates. With β and residual variances D, a book's " +
      'variance is `wᵀ(β C βᵀ + D)w`.',
  })
  factorCovariance(
    @Root() split: StoredSplit,
    @Arg('date', () => DateScalar, DECIDED_DATE) date: string,
    @Ctx() { loaders }: Context,
  ): Promise<number[][]> {
    return factorCovarianceOn(split, date, loaders)
  }

  @FieldResolver(() => [AssetValue], {
    description:
      'Annualised population sd of the residuals published on the 252 dates before `date` (which ' +
      'may be `nextDate`), those of the splits before it in its run included; over the universe of ' +
      'the date, without assets that have fewer than 20 of them. DATA_NOT_READY where none has.',
  })
  residualVolatility(
    @Root() split: StoredSplit,
    @Arg('date', () => DateScalar, DECIDED_DATE) date: string,
    @Ctx() { loaders }: Context,
  ): Promise<AssetValue[]> {
    return residualVolatilityOn(split, date, loaders)
  }
}
