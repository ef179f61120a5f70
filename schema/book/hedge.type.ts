import { Field, Float, InputType, ObjectType } from 'type-graphql'
import { DateScalar, FloatVectorScalar } from '../api/scalars.js'
import { AssetWeight } from '../catalogue/asset.type.js'
import { Cost } from '../cost/cost.js'
import { shortList } from '../cost/lists.js'
import { eachAsset } from '../cost/results.js'
import { portfolioVolatility } from '../cost/risk.js'

const nullable = true

@InputType({ description: 'Weight of an asset in a portfolio.' })
export class PositionInput {
  @Field(() => String)
  symbol!: string

  @Field(() => Float, {
    description:
      'Weight, negative where short, in any unit; trades and volatilities have the same unit.',
  })
  weight!: number
}

@ObjectType({
  simpleResolvers: true,
  description:
    'A portfolio p hedged with the factor portfolios of a date. W are the factor weights, β the betas ' +
    'of the assets.',
})
export class Hedge {
  @Field(() => String, {
    description: 'Name of the split whose factors the portfolio is hedged with.',
  })
  split!: string

  @Field(() => String)
  strategy!: string

  @Field(() => DateScalar, { description: 'Trading date of the factors and betas.' })
  date!: string

  @Field(() => FloatVectorScalar, {
    description: 'Factor exposures `βᵀp`, in the order of the factor index.',
  })
  exposures!: readonly number[]

  @Field(() => FloatVectorScalar, {
    description:
      'Factor exposures after the trades; the ridge of β keeps them from being exactly 0.',
  })
  exposuresAfter!: readonly number[]

  @Cost(eachAsset)
  @Field(() => [AssetWeight], {
    description:
      'Trades `−Wᵀβᵀp` that cancel the exposures, negative to sell, largest absolute weight first.',
  })
  trades!: AssetWeight[]

  @Cost(eachAsset)
  @Field(() => [AssetWeight], {
    description: 'Portfolio after the trades, `Φᵀp`; not rescaled.',
  })
  hedged!: AssetWeight[]

  @Cost(shortList)
  @Field(() => [AssetWeight], {
    description:
      'Positions in assets outside the universe of the date. They have no betas, so they add 0 to ' +
      'the exposures and remain unchanged in `hedged`.',
  })
  outside!: AssetWeight[]

  @Cost(portfolioVolatility)
  @Field(() => Float, {
    nullable,
    description:
      'Annualised population sd of the returns of p, with fixed weights, over the 252 trading dates ' +
      'before `date`; a missing return counts 0; null below 20 dates.',
  })
  volatilityBefore!: number | null

  @Cost(portfolioVolatility)
  @Field(() => Float, { nullable, description: 'Volatility of `hedged`, as volatilityBefore.' })
  volatilityAfter!: number | null
}
