import { Field, Float, Int, ObjectType } from 'type-graphql'
import { DateScalar } from '../api/scalars.js'

const nullable = true

@ObjectType({
  simpleResolvers: true,
  description:
    'A strategy over the dates that all compared ones have results of. Sharpe ratios are annualised, ' +
    'without a risk-free rate; differences are annualised net Sharpe ratios less that of the first.',
})
export class ComparisonRow {
  @Field(() => String)
  strategy!: string

  @Field(() => Int, { description: 'Common dates; the same in every row.' })
  days!: number

  @Field(() => DateScalar, { nullable, description: 'First common date.' })
  from!: string | null

  @Field(() => DateScalar, { nullable, description: 'Last common date.' })
  to!: string | null

  @Field(() => Float, { nullable, description: 'Before costs.' })
  grossSharpe!: number | null

  @Field(() => Float, { nullable, description: 'After costs.' })
  netSharpe!: number | null

  @Field(() => Float, {
    nullable,
    description: 'Standard error of netSharpe, after Lo (2002); of the ratio, not of a difference.',
  })
  netSharpeStandardError!: number | null

  @Field(() => Float, {
    nullable,
    description: 'Of hedgedNet (see DailyPnl), over the common dates that have one.',
  })
  hedgedNetSharpe!: number | null

  @Field(() => Float, { nullable, description: 'Standard error of it, after Lo (2002).' })
  hedgedNetSharpeStandardError!: number | null

  @Field(() => Float, { nullable, description: 'Mean per date, two-sided.' })
  turnover!: number | null

  @Field(() => Float, {
    nullable,
    description: 'netSharpe less that of the first strategy named; null in its own row.',
  })
  differenceToFirst!: number | null

  @Field(() => Float, {
    nullable,
    description:
      'Lower bound of the 95 % interval of differenceToFirst: stationary bootstrap of Politis and ' +
      'Romano (1994), both strategies on the same resampled dates, mean block of T^(1/3) dates, ' +
      '2,000 replications, percentiles; a fixed seed, so the same data give the same bounds. Null ' +
      'below 20 dates.',
  })
  differenceLow!: number | null

  @Field(() => Float, {
    nullable,
    description: 'Upper bound of it; an interval around 0 says that the two may be alike.',
  })
  differenceHigh!: number | null

  @Field(() => Float, {
    nullable,
    description:
      'hedgedNetSharpe less that of the first strategy named, over the dates on which both have it.',
  })
  hedgedDifferenceToFirst!: number | null

  @Field(() => Float, { nullable, description: 'Lower bound of it, as differenceLow.' })
  hedgedDifferenceLow!: number | null

  @Field(() => Float, { nullable, description: 'Upper bound of it.' })
  hedgedDifferenceHigh!: number | null
}
