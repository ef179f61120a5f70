import { Field, Float, Int, ObjectType } from 'type-graphql'
import { Cost } from '../cost/cost.js'
import { shortList } from '../cost/lists.js'
import { ExcessMeasures } from './excess-measures.type.js'
import { RiskReliability } from './risk-reliability.type.js'

const nullable = true

@ObjectType({
  simpleResolvers: true,
  description:
    'Measures of predictions over the trading dates of a range, at lag 0 and a horizon of one date; nothing that is daily is annualised. Those of the book are at the default costs. Null where undefined.',
})
export class PredictionMeasures {
  @Field(() => Int, { description: 'Number of trading dates with a rank IC.' })
  days!: number

  @Field(() => Float, {
    nullable,
    description: 'Information coefficient: mean over dates of the correlation of mean and return.',
  })
  ic!: number | null

  @Field(() => Float, {
    nullable,
    description: 'ic over the sample standard deviation of the daily values.',
  })
  icir!: number | null

  @Field(() => Float, {
    nullable,
    description:
      'Rank information coefficient: mean over dates of the correlation of the average ranks of mean and return.',
  })
  rankIC!: number | null

  @Field(() => Float, {
    nullable,
    description:
      'Standard error of rankIC: sample standard deviation of the daily values over √days, as of independent dates.',
  })
  rankICStandardError!: number | null

  @Field(() => Float, {
    nullable,
    description: 'rankIC over the sample standard deviation of the daily values.',
  })
  rankICIR!: number | null

  @Field(() => Float, {
    nullable,
    description:
      'rankIC at lag 1, with the return of the trading date after; the last date of the split has none.',
  })
  rankICLag1!: number | null

  @Field(() => Float, {
    nullable,
    description:
      'Mean over dates of the mean return of the fifth of the assets with the largest mean less that of the fifth with the smallest, as a fraction.',
  })
  spread!: number | null

  @Field(() => Float, {
    nullable,
    description:
      'Mean over dates of the rank correlation of risk and the absolute return over the mean of the universe.',
  })
  riskRankIC!: number | null

  @Field(() => Float, {
    nullable,
    description:
      'Share of the returns of all assets and dates within `mean ± 1.645 risk`: 0.9 where the risk is that of a normal distribution.',
  })
  coverage90!: number | null

  @Field(() => Float, {
    nullable,
    description:
      'Standard deviation of `z = (return − mean) / risk` over all assets and dates: 1 where risk has the right size.',
  })
  zStandardDeviation!: number | null

  @Cost(shortList)
  @Field(() => [RiskReliability], {
    description:
      'Shares of the absolute z in ranges beside those of a normal distribution; empty where nothing was predicted.',
  })
  reliability!: RiskReliability[]

  @Field(() => ExcessMeasures, {
    description: 'Excess of net over the equal-weight universe, compounded measures included.',
  })
  excess!: ExcessMeasures

  @Field(() => Float, {
    nullable,
    description:
      'Mean net return of the book over the equal-weight universe, times the dates per year.',
  })
  excessReturn!: number | null

  @Field(() => Float, {
    nullable,
    description: 'Annualised Sharpe ratio of net over the equal-weight universe.',
  })
  excessSharpe!: number | null

  @Field(() => Float, {
    nullable,
    description:
      'Largest fall of the sum of net over the equal-weight universe below its running peak; positive.',
  })
  excessMaxDrawdown!: number | null

  @Field(() => Float, { nullable, description: '`excessReturn / excessMaxDrawdown`.' })
  excessCalmar!: number | null

  @Field(() => Float, {
    nullable,
    description:
      'Calmar ratio: mean net return, times the dates per year, over the max drawdown of its sum.',
  })
  calmar!: number | null

  @Field(() => Float, {
    nullable,
    description: 'Annual percentage yield: `cumulativeWealth^(d / T) − 1`, d dates per year.',
  })
  apy!: number | null

  @Field(() => Float, {
    nullable,
    description: 'Compounded wealth `Π (1 + net)` at the end of the range, from 1.',
  })
  cumulativeWealth!: number | null

  @Field(() => Float, {
    nullable,
    description:
      'Standard deviation of net, annualised (times the square root of the dates per year).',
  })
  annualVolatility!: number | null

  @Field(() => Float, { nullable, description: '`apy / annualVolatility`.' })
  annualSharpe!: number | null

  @Field(() => Float, {
    nullable,
    description:
      'Largest fall of compounded wealth below its running peak, as a share of the peak.',
  })
  wealthDrawdown!: number | null

  @Field(() => Float, { nullable, description: '`apy / wealthDrawdown`.' })
  wealthCalmar!: number | null
}
