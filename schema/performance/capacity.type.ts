import { Field, Float, ObjectType } from 'type-graphql'
import { Cost } from '../cost/cost.js'
import { shortList } from '../cost/lists.js'
import { historyRows } from '../cost/over-time.js'

const nullable = true

@ObjectType({
  simpleResolvers: true,
  description: 'Net return of a book of a given capital after the impact of its trades.',
})
export class CapacityPoint {
  @Field(() => Float, {
    description: 'Capital of the unit book, in the currency of the price files.',
  })
  capital!: number

  @Field(() => Float, {
    description: 'Mean impact of the trades, annualised (times the dates per year); positive.',
  })
  impact!: number

  @Field(() => Float, {
    description: 'Mean net return after impact, annualised (times the dates per year).',
  })
  meanNet!: number

  @Field(() => Float, {
    nullable,
    description: 'Annualised Sharpe ratio of net returns after impact.',
  })
  netSharpe!: number | null
}

@ObjectType({
  simpleResolvers: true,
  description: 'Capital whose trades fit into a share of the usual volume.',
})
export class FittingCapital {
  @Field(() => Float, {
    description: 'Share of the mean dollar volume of the 20 dates before, as a fraction.',
  })
  share!: number

  @Field(() => Float, {
    description: 'Capital at which 95 % of a date’s turnover fits into it; median over the dates.',
  })
  capital!: number
}

@ObjectType({
  simpleResolvers: true,
  description:
    'Capacity by the square-root law: trading a notional Q of an asset with daily volatility σ (60 dates before) and usual dollar volume V (mean of 20 dates before) moves its price by `σ √(Q/V)`, so a date’s trades cost `√C · Σ σ_i |Δw_i|^(3/2) / √V_i` of a capital C, beside the trading and short cost. Constant 1, no decay; an estimate of size, not a measurement.',
})
export class Capacity {
  @Cost(historyRows)
  @Field(() => [CapacityPoint], {
    description: 'One point for each capital; empty where `absent` has the reason.',
  })
  points!: readonly CapacityPoint[]

  @Field(() => Float, {
    nullable,
    description:
      'Capital at which the mean net return after impact is 0; null where it is not above 0 without impact.',
  })
  breakEvenCapital!: number | null

  @Cost(shortList)
  @Field(() => [FittingCapital], {
    description: 'Capital at a participation of 1, 5 and 10 % of the usual volume.',
  })
  fitting!: readonly FittingCapital[]

  @Field(() => Float, {
    nullable,
    description:
      'Share of the turnover in assets with a known volume and volatility; the rest counts no impact. Figures need 90 %.',
  })
  coveredTurnover!: number | null

  @Field(() => String, {
    nullable,
    description: 'Reason why there are no figures, as a sentence; null where there are.',
  })
  absent!: string | null
}
