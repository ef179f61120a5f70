import { Field, Float, Int, ObjectType } from 'type-graphql'

const nullable = true

@ObjectType({
  simpleResolvers: true,
  description: 'What an epoch of training measured, in sample, at the training costs.',
})
export class TrainingEpoch {
  @Field(() => Int)
  seed!: number

  @Field(() => Int)
  epoch!: number

  @Field(() => Float, { nullable })
  loss!: number | null

  @Field(() => Float, { nullable, description: 'Annualised, mean over blocks.' })
  netSharpe!: number | null

  @Field(() => Float, { nullable, description: 'Annualised, mean over blocks.' })
  grossSharpe!: number | null

  @Field(() => Float, { nullable, description: 'Mean per date, two-sided.' })
  turnover!: number | null

  @Field(() => Float, { nullable })
  explainedVariance!: number | null

  @Field(() => Float, {
    nullable,
    description: '`Σ s²/(s² + λ)` of the singular values s of the factor weights.',
  })
  effectiveFactors!: number | null

  @Field(() => Boolean, { description: 'Whether its parameters became the checkpoint.' })
  best!: boolean
}
