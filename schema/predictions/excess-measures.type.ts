import { Field, Float, Int, ObjectType } from 'type-graphql'

const nullable = true

@ObjectType({
  simpleResolvers: true,
  description:
    'Measures of the excess of daily net returns over the equal-weight universe, at the default costs, T dates: the sum and its fall, and wealth compounded from the excess. No risk-free rate; null where undefined.',
})
export class ExcessMeasures {
  @Field(() => Int, { description: 'Number of trading dates with a return of the universe, T.' })
  days!: number

  @Field(() => Float, { nullable, description: 'Mean excess, times 252.' })
  annualReturn!: number | null

  @Field(() => Float, {
    nullable,
    description: 'Annualised Sharpe ratio: mean over sd, times √252.',
  })
  sharpe!: number | null

  @Field(() => Float, {
    nullable,
    description: 'Largest fall of the sum below its running peak; positive.',
  })
  maxDrawdown!: number | null

  @Field(() => Float, { nullable, description: '`annualReturn / maxDrawdown`.' })
  calmar!: number | null

  @Field(() => Float, { nullable, description: 'CW: `Π (1 + excess)`, from 1.' })
  cumulativeWealth!: number | null

  @Field(() => Float, { nullable, description: 'APY: `cumulativeWealth^(252 / T) − 1`.' })
  apy!: number | null

  @Field(() => Float, { nullable, description: 'AVO: standard deviation, times √252.' })
  annualVolatility!: number | null

  @Field(() => Float, { nullable, description: 'ASR: `apy / annualVolatility`.' })
  annualSharpe!: number | null

  @Field(() => Float, {
    nullable,
    description: 'MDD: largest fall of that wealth below its running peak, as a share of the peak.',
  })
  wealthDrawdown!: number | null

  @Field(() => Float, { nullable, description: 'CR: `apy / wealthDrawdown`.' })
  wealthCalmar!: number | null
}
