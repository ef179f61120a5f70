import { Field, Float, Int, ObjectType } from 'type-graphql'
import { Cost } from '../cost/cost.js'
import { shortList } from '../cost/lists.js'

const nullable = true

@ObjectType({ simpleResolvers: true, description: 'A number under a name.' })
export class NamedValue {
  @Field(() => String, { description: 'What was measured, e.g. `perplexity`.' })
  name!: string

  @Field(() => Float, { description: 'The number; its unit is that of the measure.' })
  value!: number
}

@ObjectType({
  simpleResolvers: true,
  description: 'Measures of one epoch of training, in sample, at the costs of the training.',
})
export class TrainingEpoch {
  @Field(() => Int)
  seed!: number

  @Field(() => Int)
  epoch!: number

  @Field(() => Float, { nullable })
  loss!: number | null

  @Field(() => Float, { nullable, description: 'Annualised Sharpe ratio, mean over blocks.' })
  netSharpe!: number | null

  @Field(() => Float, { nullable, description: 'Annualised Sharpe ratio, mean over blocks.' })
  grossSharpe!: number | null

  @Field(() => Float, { nullable, description: 'Mean turnover per date, two-sided.' })
  turnover!: number | null

  @Field(() => Float, { nullable })
  explainedVariance!: number | null

  @Field(() => Float, {
    nullable,
    description:
      'Effective number of factors: `Σ s²/(s² + λ)` over the singular values s of the factor weights.',
  })
  effectiveFactors!: number | null

  @Cost(shortList)
  @Field(() => [NamedValue], {
    description: 'Other measures of the method, e.g. terms of its loss; an empty list for most.',
  })
  metrics!: readonly NamedValue[]

  @Field(() => Boolean, {
    description: 'Whether the parameters of this epoch became the checkpoint.',
  })
  best!: boolean
}
