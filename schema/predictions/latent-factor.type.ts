import { Field, Float, Int, ObjectType } from 'type-graphql'
import { DateScalar } from '../api/scalars.js'

const UNIT = 'in the unit of the label that the model is trained on (normal scores by default)'

@ObjectType({
  simpleResolvers: true,
  description:
    'Normal distributions of one latent factor of one date: the prior, from data up to the trading date ' +
    'before, and the posterior, which sees the returns of the date. Latent factors are those of the ' +
    'first seed and have no economic meaning.',
})
export class LatentFactor {
  @Field(() => DateScalar, { description: 'Trading date of the returns.' })
  date!: string

  @Field(() => Int, { description: 'Index of the latent factor, from 0 to latentCount − 1.' })
  index!: number

  @Field(() => Float, { description: `Mean of the prior, ${UNIT}.` })
  priorMean!: number

  @Field(() => Float, { description: `Standard deviation of the prior, ${UNIT}.` })
  priorRisk!: number

  @Field(() => Float, {
    nullable: true,
    description:
      `Mean of the posterior, ${UNIT}; null before the date has returns, where the run has no posterior, ` +
      'and where its horizon or label lag is longer, as the label of the date is not complete on it.',
  })
  posteriorMean!: number | null

  @Field(() => Float, {
    nullable: true,
    description: `Standard deviation of the posterior, ${UNIT}; null where posteriorMean is.`,
  })
  posteriorRisk!: number | null
}
