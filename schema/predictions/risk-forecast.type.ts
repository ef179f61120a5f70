import { Field, Float, Int, ObjectType } from 'type-graphql'
import { DateScalar, FloatVectorScalar } from '../api/scalars.js'
import { Asset } from '../catalogue/asset.type.js'

const RISK =
  'Standard deviation of the specific return of the date, as a fraction, of one trading date and not ' +
  'annualised: the risk σ of a predictor, of the return over the mean of the universe (with a longer `horizon` h over √h); else that of the ' +
  'residuals, `residualVolatility / √d`, d dates per year.'

@ObjectType({
  simpleResolvers: true,
  description:
    'Specific risk of one asset on one date, from data up to the trading date before (lag 0, horizon one date).',
})
export class AssetRisk {
  @Field(() => Asset, { description: 'An asset of the universe of the date.' })
  asset!: Asset

  @Field(() => Float, { description: RISK })
  risk!: number
}

@ObjectType({
  simpleResolvers: true,
  description: 'Specific risk of a date by column, in the order of the symbols of the dataset.',
})
export class RiskVector {
  @Field(() => DateScalar, { description: 'Trading date of the returns.' })
  date!: string

  @Field(() => [String], { description: 'Symbols of the assets in the universe of the date.' })
  assets!: string[]

  @Field(() => FloatVectorScalar, { description: RISK })
  risk!: number[]

  @Field(() => Int, { description: 'Data version of the publication.' })
  version!: number
}
