import { Field, Float, Int, ObjectType } from 'type-graphql'
import { DateScalar, FloatVectorScalar } from '../api/scalars.js'
import { Asset } from '../catalogue/asset.type.js'

const MEAN =
  'Predicted mean of the return of the date over the mean of the universe, as a fraction: 0.001 is ' +
  '10 basis points. With a longer `horizon` in the configuration of the run, the mean of one of its dates.'
const RISK =
  'Predicted standard deviation of that return, as a fraction of one date; positive. With a longer `horizon` h, ' +
  'that of its return over √h.'

@ObjectType({
  simpleResolvers: true,
  description:
    'Prediction of the return of one asset on one date, from data up to the trading date before (lag 0). ' +
    'A label lag in the configuration of the run makes it the return of so many dates later.',
})
export class Prediction {
  @Field(() => Asset, { description: 'An asset of the universe of the date.' })
  asset!: Asset

  @Field(() => Float, { description: MEAN })
  mean!: number

  @Field(() => Float, { description: RISK })
  risk!: number

  @Field(() => Int, {
    description: 'Rank by score over the universe of the date, from 1, the best, to its size.',
  })
  rank!: number

  @Field(() => Float, {
    description:
      'Number that ranks the assets: mean, or `mean − η · risk` where the configuration of the run has a risk aversion η above 0.',
  })
  score!: number
}

@ObjectType({
  simpleResolvers: true,
  description: 'Predictions of a date by column, in the order of the symbols of the dataset.',
})
export class PredictionVector {
  @Field(() => DateScalar, { description: 'Trading date of the predicted returns.' })
  date!: string

  @Field(() => [String], { description: 'Symbols of the universe of the date.' })
  assets!: string[]

  @Field(() => FloatVectorScalar, { description: MEAN })
  mean!: number[]

  @Field(() => FloatVectorScalar, { description: RISK })
  risk!: number[]

  @Field(() => Int, { description: 'Data version of the publication.' })
  version!: number
}

@ObjectType({
  simpleResolvers: true,
  description:
    'Measures of the predictions for one trading date against its returns; null below 5 assets.',
})
export class DailyRankIC {
  @Field(() => DateScalar, { description: 'Trading date of the returns.' })
  date!: string

  @Field(() => Float, { nullable: true, description: 'Correlation of mean and return.' })
  ic!: number | null

  @Field(() => Float, {
    nullable: true,
    description: 'Correlation of the average ranks of mean and return.',
  })
  rankIC!: number | null

  @Field(() => Float, {
    nullable: true,
    description:
      'Mean return of the fifth of the assets with the largest mean less that of the fifth with the smallest, as a fraction.',
  })
  spread!: number | null
}
