import { Field, Float, Int, ObjectType } from 'type-graphql'

const nullable = true

@ObjectType({
  simpleResolvers: true,
  description:
    'Numbers of a return series. Sharpe ratios: mean over population sd, times √252, no risk-free rate.',
})
export class Measures {
  @Field(() => Int, { description: 'Dates they are computed from.' })
  days!: number

  @Field(() => Float, { nullable, description: 'Before costs, annualised.' })
  grossSharpe!: number | null

  @Field(() => Float, { nullable, description: 'Standard error of grossSharpe, after Lo (2002).' })
  grossSharpeStandardError!: number | null

  @Field(() => Float, { nullable, description: 'After costs, annualised.' })
  netSharpe!: number | null

  @Field(() => Float, { nullable, description: 'Standard error of netSharpe, after Lo (2002).' })
  netSharpeStandardError!: number | null

  @Field(() => Float, {
    nullable,
    description:
      'Lower bound of the 95 % interval of netSharpe: stationary bootstrap of Politis and Romano (1994), mean block of T^(1/3) dates, 2,000 replications, percentiles, a fixed seed. Null below 20 dates.',
  })
  netSharpeLow!: number | null

  @Field(() => Float, { nullable, description: 'Upper bound of it.' })
  netSharpeHigh!: number | null

  @Field(() => Float, {
    nullable,
    description: 'Without the calendar year with the largest sum of net.',
  })
  netSharpeWithoutBestYear!: number | null

  @Field(() => Float, {
    nullable,
    description:
      'Deflated Sharpe ratio of Bailey and López de Prado (2014): the probability that the true net Sharpe ratio is above the largest that as many worthless settings as were tried (`Run.trials`) would show.',
  })
  deflatedNetSharpe!: number | null

  @Field(() => Float, { nullable, description: 'Of hedgedNet, over the dates that have one.' })
  hedgedNetSharpe!: number | null

  @Field(() => Float, {
    nullable,
    description: 'Standard error of hedgedNetSharpe, after Lo (2002).',
  })
  hedgedNetSharpeStandardError!: number | null

  @Field(() => Float, {
    nullable,
    description: 'Lower bound of the 95 % interval of hedgedNetSharpe, as netSharpeLow.',
  })
  hedgedNetSharpeLow!: number | null

  @Field(() => Float, { nullable, description: 'Upper bound of it.' })
  hedgedNetSharpeHigh!: number | null

  @Field(() => Float, {
    nullable,
    description: 'Without the calendar year with the largest sum of hedgedNet.',
  })
  hedgedNetSharpeWithoutBestYear!: number | null

  @Field(() => Float, { nullable, description: 'As deflatedNetSharpe, of hedgedNet.' })
  deflatedHedgedNetSharpe!: number | null

  @Field(() => Float, { nullable, description: 'Mean gross return, annualised (times 252).' })
  meanGross!: number | null

  @Field(() => Float, { nullable, description: 'Mean net return, annualised (times 252).' })
  meanNet!: number | null

  @Field(() => Float, { nullable, description: 'Mean of hedgedNet, annualised (times 252).' })
  meanHedgedNet!: number | null

  @Field(() => Float, {
    nullable,
    description: 'Standard deviation of net, annualised (times √252).',
  })
  volatility!: number | null

  @Field(() => Float, {
    nullable,
    description: 'Standard deviation of hedgedNet, annualised (times √252).',
  })
  hedgedNetVolatility!: number | null

  @Field(() => Float, {
    nullable,
    description:
      'Largest fall of cumulative net below its running peak, which starts at 0; positive.',
  })
  maxDrawdown!: number | null

  @Field(() => Float, { nullable, description: 'The same of hedgedNet.' })
  hedgedNetMaxDrawdown!: number | null

  @Field(() => Float, { nullable, description: 'Mean per date, two-sided.' })
  turnover!: number | null

  @Field(() => Float, { nullable, description: 'Mean per date.' })
  shortExposure!: number | null

  @Field(() => Float, {
    nullable,
    description: 'Mean of `Σ w` per date: 1 is all long, 0 dollar-neutral.',
  })
  netExposure!: number | null

  @Field(() => Float, {
    nullable,
    description:
      'Median of `(Σ|w|)² / Σ w²` per date: how many equal positions would be as concentrated.',
  })
  effectiveNames!: number | null

  @Field(() => Float, { nullable, description: 'Trading cost at which the mean net return is 0.' })
  breakEvenCostBps!: number | null

  @Field(() => Float, {
    nullable,
    description: '`1 − Var(ε)/Var(R)` over the dates, mean over the assets present on all of them.',
  })
  explainedVariance!: number | null

  @Field(() => Float, { nullable, description: 'Beta of net on the equal-weight universe.' })
  marketBeta!: number | null

  @Field(() => Float, {
    nullable,
    description:
      'Intercept of net on the returns of the factor portfolios of the dataset (Fama-French), annualised (times 252); null where it has none.',
  })
  alpha!: number | null

  @Field(() => Float, {
    nullable,
    description:
      't-statistic of alpha with the standard error of Newey and West (1987), ⌊4 (T/100)^(2/9)⌋ lags.',
  })
  alphaTStatistic!: number | null

  @Field(() => Float, {
    nullable,
    description: 'As alpha, of hedgedNet over the dates that have one.',
  })
  hedgedAlpha!: number | null

  @Field(() => Float, { nullable, description: 'As alphaTStatistic, of hedgedAlpha.' })
  hedgedAlphaTStatistic!: number | null

  @Field(() => Float, { nullable, description: 'Mean rank correlation of forecast and return.' })
  rankIC!: number | null

  @Field(() => Float, { nullable, description: 'Mean of the daily rank IC over its sd.' })
  rankICIR!: number | null
}
