import { Field, Float, Int, ObjectType } from 'type-graphql'
import { DateScalar } from '../api/scalars.js'
import { hedged, hedgedInterval } from '../cost/computations.js'
import { Cost } from '../cost/cost.js'
import { rankIC, rankICInterval } from '../cost/predictions.js'

const nullable = true

@ObjectType({
  simpleResolvers: true,
  description:
    'Measures of one strategy over the dates that all compared strategies have results of. Sharpe ' +
    'ratios are annualised, without a risk-free rate.',
})
export class ComparisonRow {
  @Field(() => String)
  strategy!: string

  @Field(() => Int, { description: 'Number of common dates; the same in every row.' })
  days!: number

  @Field(() => DateScalar, { nullable, description: 'First common date.' })
  from!: string | null

  @Field(() => DateScalar, { nullable, description: 'Last common date.' })
  to!: string | null

  @Field(() => Float, { nullable, description: 'Annualised Sharpe ratio of gross returns.' })
  grossSharpe!: number | null

  @Field(() => Float, { nullable, description: 'Annualised Sharpe ratio of net returns.' })
  netSharpe!: number | null

  @Field(() => Float, {
    nullable,
    description: 'Standard error of netSharpe, after Lo (2002); not the error of a difference.',
  })
  netSharpeStandardError!: number | null

  @Cost(hedged)
  @Field(() => Float, {
    nullable,
    description:
      'Annualised Sharpe ratio of `DailyPnl.hedgedNet`, over the common dates where it is known.',
  })
  hedgedNetSharpe!: number | null

  @Cost(hedged)
  @Field(() => Float, {
    nullable,
    description: 'Standard error of hedgedNetSharpe, after Lo (2002).',
  })
  hedgedNetSharpeStandardError!: number | null

  @Field(() => Float, { nullable, description: 'Mean turnover per date, two-sided.' })
  turnover!: number | null

  @Field(() => Float, {
    nullable,
    description: 'netSharpe less that of the first strategy; null in the row of the first.',
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
    description:
      'Upper bound of that interval; where it contains 0 the difference is not significant.',
  })
  differenceHigh!: number | null

  @Cost(hedged)
  @Field(() => Float, {
    nullable,
    description:
      'hedgedNetSharpe less that of the first strategy, over the dates where both are known.',
  })
  hedgedDifferenceToFirst!: number | null

  @Cost(hedgedInterval)
  @Field(() => Float, {
    nullable,
    description: 'Lower bound of the 95 % interval of hedgedDifferenceToFirst, as differenceLow.',
  })
  hedgedDifferenceLow!: number | null

  @Cost(hedgedInterval)
  @Field(() => Float, {
    nullable,
    description: 'Upper bound of the 95 % interval of hedgedDifferenceToFirst.',
  })
  hedgedDifferenceHigh!: number | null

  @Cost(rankIC)
  @Field(() => Float, {
    nullable,
    description:
      'Rank IC of the predictions, mean over the common dates, at lag 0; null where the strategy predicts nothing.',
  })
  rankIC!: number | null

  @Cost(rankIC)
  @Field(() => Float, {
    nullable,
    description: 'Standard error of rankIC, as of independent dates; not that of a difference.',
  })
  rankICStandardError!: number | null

  @Cost(rankICInterval)
  @Field(() => Float, {
    nullable,
    description: 'rankIC less that of the first strategy, over the dates where both have one.',
  })
  rankICDifferenceToFirst!: number | null

  @Cost(rankICInterval)
  @Field(() => Float, {
    nullable,
    description: 'Lower bound of the 95 % interval of rankICDifferenceToFirst, as differenceLow.',
  })
  rankICDifferenceLow!: number | null

  @Cost(rankICInterval)
  @Field(() => Float, {
    nullable,
    description: 'Upper bound of the 95 % interval of rankICDifferenceToFirst.',
  })
  rankICDifferenceHigh!: number | null
}
