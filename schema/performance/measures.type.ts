import { Field, Float, Int, ObjectType } from 'type-graphql'
import {
  alpha,
  bookShape,
  hedged,
  hedgedAlpha,
  hedgedInterval,
  interval,
  measured,
} from '../cost/computations.js'
import { Cost } from '../cost/cost.js'
import { rankIC } from '../cost/predictions.js'
import { explainedVariance } from '../cost/results.js'

const nullable = true

@ObjectType({
  simpleResolvers: true,
  description:
    'Measures of a return series. A Sharpe ratio is mean over population sd, times the square root of the dates per year, without a risk-free rate. Null where a strategy has no such measure.',
})
export class Measures {
  @Field(() => Int, { description: 'Number of trading dates in the range.' })
  days!: number

  @Field(() => Float, { nullable, description: 'Annualised Sharpe ratio of gross returns.' })
  grossSharpe!: number | null

  @Cost(interval)
  @Field(() => Float, { nullable, description: 'Standard error of grossSharpe, after Lo (2002).' })
  grossSharpeStandardError!: number | null

  @Field(() => Float, { nullable, description: 'Annualised Sharpe ratio of net returns.' })
  netSharpe!: number | null

  @Field(() => Float, { nullable, description: 'Standard error of netSharpe, after Lo (2002).' })
  netSharpeStandardError!: number | null

  @Cost(interval)
  @Field(() => Float, {
    nullable,
    description:
      'Lower bound of the 95 % interval of netSharpe: stationary bootstrap of Politis and Romano (1994), mean block of T^(1/3) dates, 2,000 replications, percentiles, a fixed seed. Null below 20 dates.',
  })
  netSharpeLow!: number | null

  @Cost(interval)
  @Field(() => Float, { nullable, description: 'Upper bound of the 95 % interval of netSharpe.' })
  netSharpeHigh!: number | null

  @Cost(interval)
  @Field(() => Float, {
    nullable,
    description: 'netSharpe without the calendar year that has the largest sum of net.',
  })
  netSharpeWithoutBestYear!: number | null

  @Cost(measured)
  @Field(() => Float, {
    nullable,
    description:
      'Deflated Sharpe ratio of Bailey and López de Prado (2014): the probability that the true net Sharpe ratio exceeds the largest one expected among `Run.trials` configurations without any skill.',
  })
  deflatedNetSharpe!: number | null

  @Cost(hedged)
  @Field(() => Float, {
    nullable,
    description: 'Annualised Sharpe ratio of hedgedNet, over the dates where it is known.',
  })
  hedgedNetSharpe!: number | null

  @Cost(hedgedInterval)
  @Field(() => Float, {
    nullable,
    description: 'Standard error of hedgedNetSharpe, after Lo (2002).',
  })
  hedgedNetSharpeStandardError!: number | null

  @Cost(hedgedInterval)
  @Field(() => Float, {
    nullable,
    description: 'Lower bound of the 95 % interval of hedgedNetSharpe, as netSharpeLow.',
  })
  hedgedNetSharpeLow!: number | null

  @Cost(hedgedInterval)
  @Field(() => Float, {
    nullable,
    description: 'Upper bound of the 95 % interval of hedgedNetSharpe.',
  })
  hedgedNetSharpeHigh!: number | null

  @Cost(hedgedInterval)
  @Field(() => Float, {
    nullable,
    description: 'hedgedNetSharpe without the calendar year that has the largest sum of hedgedNet.',
  })
  hedgedNetSharpeWithoutBestYear!: number | null

  @Cost(hedged)
  @Field(() => Float, { nullable, description: 'As deflatedNetSharpe, of hedgedNet.' })
  deflatedHedgedNetSharpe!: number | null

  @Field(() => Float, {
    nullable,
    description: 'Mean gross return, annualised (times the dates per year).',
  })
  meanGross!: number | null

  @Field(() => Float, {
    nullable,
    description: 'Mean net return, annualised (times the dates per year).',
  })
  meanNet!: number | null

  @Cost(hedged)
  @Field(() => Float, {
    nullable,
    description: 'Mean of hedgedNet, annualised (times the dates per year).',
  })
  meanHedgedNet!: number | null

  @Field(() => Float, {
    nullable,
    description:
      'Standard deviation of net, annualised (times the square root of the dates per year).',
  })
  volatility!: number | null

  @Cost(hedged)
  @Field(() => Float, {
    nullable,
    description:
      'Standard deviation of hedgedNet, annualised (times the square root of the dates per year).',
  })
  hedgedNetVolatility!: number | null

  @Field(() => Float, {
    nullable,
    description:
      'Largest fall of cumulative net below its running peak, which starts at 0; positive.',
  })
  maxDrawdown!: number | null

  @Cost(hedged)
  @Field(() => Float, { nullable, description: 'Max drawdown of hedgedNet, as maxDrawdown.' })
  hedgedNetMaxDrawdown!: number | null

  @Field(() => Float, { nullable, description: 'Mean turnover per date, two-sided.' })
  turnover!: number | null

  @Field(() => Float, { nullable, description: 'Mean short exposure per date.' })
  shortExposure!: number | null

  @Cost(bookShape)
  @Field(() => Float, {
    nullable,
    description: 'Mean net exposure `Σ w` per date: 1 is long only, 0 is dollar-neutral.',
  })
  netExposure!: number | null

  @Cost(bookShape)
  @Field(() => Float, {
    nullable,
    description: 'Effective number of positions: median over dates of `(Σ|w|)² / Σ w²`.',
  })
  effectiveNames!: number | null

  @Field(() => Float, {
    nullable,
    description: 'Trading cost in basis points at which the mean net return is 0.',
  })
  breakEvenCostBps!: number | null

  @Cost(explainedVariance)
  @Field(() => Float, {
    nullable,
    description:
      'Share of variance that the factors explain: `1 − Var(ε)/Var(R)` over the dates, mean over the assets with a return on all of them.',
  })
  explainedVariance!: number | null

  @Cost(measured)
  @Field(() => Float, { nullable, description: 'Beta of net on the equal-weight universe.' })
  marketBeta!: number | null

  @Cost(alpha)
  @Field(() => Float, {
    nullable,
    description:
      'Intercept of net on the returns of the factor portfolios of the dataset (Fama-French), annualised (times the dates per year); null where it has none.',
  })
  alpha!: number | null

  @Cost(alpha)
  @Field(() => Float, {
    nullable,
    description:
      't-statistic of alpha with the standard error of Newey and West (1987), ⌊4 (T/100)^(2/9)⌋ lags.',
  })
  alphaTStatistic!: number | null

  @Cost(hedgedAlpha)
  @Field(() => Float, {
    nullable,
    description: 'alpha of hedgedNet, over the dates where it is known.',
  })
  hedgedAlpha!: number | null

  @Cost(hedgedAlpha)
  @Field(() => Float, { nullable, description: 'As alphaTStatistic, of hedgedAlpha.' })
  hedgedAlphaTStatistic!: number | null

  @Cost(rankIC)
  @Field(() => Float, {
    nullable,
    description:
      'Rank information coefficient: mean over dates of the rank correlation of predicted mean and return, at lag 0; null where the strategy predicts nothing.',
  })
  rankIC!: number | null

  @Cost(rankIC)
  @Field(() => Float, {
    nullable,
    description: 'rankIC over the sample standard deviation of the daily values; not annualised.',
  })
  rankICIR!: number | null
}
