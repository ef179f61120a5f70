import { Arg, Ctx, FieldResolver, Resolver, Root } from 'type-graphql'
import type { StoredSplit } from '../../src/store/read/splits.js'
import { DECIDED_DATE } from '../api/arguments.js'
import type { Context } from '../api/context.js'
import { DateScalar, FloatVectorScalar } from '../api/scalars.js'
import { AssetValue } from '../catalogue/asset.type.js'
import { Cost } from '../cost/cost.js'
import { factorCovariance, residualVolatility } from '../cost/risk.js'
import { Split } from '../run/split.type.js'
import { factorCovarianceOn, residualVolatilityOn } from './risk.js'

/** Factor covariance and residual volatility. */
@Resolver(() => Split)
export class RiskResolver {
  @Cost(factorCovariance)
  @FieldResolver(() => [FloatVectorScalar], {
    description:
      'Annualised population covariance C of factor returns over the 252 dates before `date`; row k ' +
      'holds the covariances of factor k. The first dates of a split use the factor returns of the ' +
      'splits before it in its run, by factor index. DATA_NOT_READY below 20 dates. With residual ' +
      'variances D, the variance of a book is `wᵀ(β C βᵀ + D)w`.',
  })
  factorCovariance(
    @Root() split: StoredSplit,
    @Arg('date', () => DateScalar, DECIDED_DATE) date: string,
    @Ctx() { loaders }: Context,
  ): Promise<number[][]> {
    return factorCovarianceOn(split, date, loaders)
  }

  @Cost(residualVolatility)
  @FieldResolver(() => [AssetValue], {
    description:
      'Annualised population sd of residuals over the 252 dates before `date`, those of the splits ' +
      'before it in its run included, for the assets in the universe of the date with at least 20 ' +
      'residuals. DATA_NOT_READY where no asset has 20; empty where the strategy has no residuals.',
  })
  residualVolatility(
    @Root() split: StoredSplit,
    @Arg('date', () => DateScalar, DECIDED_DATE) date: string,
    @Ctx() { loaders }: Context,
  ): Promise<AssetValue[]> {
    return residualVolatilityOn(split, date, loaders)
  }
}
