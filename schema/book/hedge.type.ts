import { Field, Float, InputType, ObjectType } from 'type-graphql'
import { DateScalar, FloatVectorScalar } from '../api/scalars.js'
import { AssetWeight } from '../catalogue/asset.type.js'

const nullable = true

@InputType({ description: 'What a portfolio holds of an asset.' })
export class PositionInput {
  @Field(() => String)
  symbol!: string

  @Field(() => Float, {
    description:
      'Negative where short; in any unit, in which trades and volatilities then are too.',
  })
  weight!: number
}

@ObjectType({
  simpleResolvers: true,
  description:
    'A portfolio p hedged with the factor portfolios of a date: W are their weights, β the betas of ' +
    'the assets on them.',
})
export class Hedge {
  @Field(() => String, { description: 'The split whose factors hedge.' })
  split!: string

  @Field(() => String)
  strategy!: string

  @Field(() => DateScalar, { description: 'The date whose factors and betas these are.' })
  date!: string

  @Field(() => FloatVectorScalar, {
    description: '`βᵀp`, in the order of the factor index: what p moves with each factor return.',
  })
  exposures!: readonly number[]

  @Field(() => FloatVectorScalar, {
    description:
      '`βᵀ` of what is held after the trades: near 0, as far as the ridge of β leaves it.',
  })
  exposuresAfter!: readonly number[]

  @Field(() => [AssetWeight], {
    description:
      '`−Wᵀβᵀp`: what to buy (sell, where negative) of each asset to cancel the exposures; the ' +
      'largest first.',
  })
  trades!: AssetWeight[]

  @Field(() => [AssetWeight], {
    description: '`Φᵀp`: the portfolio with the trades, not rescaled.',
  })
  hedged!: AssetWeight[]

  @Field(() => [AssetWeight], {
    description:
      'Positions in assets outside the universe of the date: without betas they count 0 in the ' +
      'exposures, and stay in `hedged` as they are.',
  })
  outside!: AssetWeight[]

  @Field(() => Float, {
    nullable,
    description:
      'Annualised population sd of the returns that p, its weights fixed, had over the last 252 ' +
      'trading dates before `date`, a missing return counted 0; null below 20 dates.',
  })
  volatilityBefore!: number | null

  @Field(() => Float, { nullable, description: 'The same of `hedged`.' })
  volatilityAfter!: number | null
}
