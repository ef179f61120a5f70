import { Field, Float, ObjectType } from 'type-graphql'
import { DateScalar, FloatVectorScalar } from '../api/scalars.js'
import { hedged } from '../cost/computations.js'
import { Cost } from '../cost/cost.js'

const GROSS = 'Gross return `Σ w·R`, before costs, as a fraction of the unit book.'
const COST = 'Cost: trading cost · turnover + short cost · short exposure; positive.'
const NET = 'Net return `gross − cost`.'
const CUMULATIVE = 'Running sum of net from the first date of the range; not compounded.'
const TURNOVER = 'Turnover `Σ|w_t − w_(t−1)|`, two-sided: 2 where the whole book is replaced.'
const SHORT = 'Short exposure `Σ max(−w, 0)`; positive.'
const HEDGED =
  'Net return after a hedge with the equal-weight universe: beta over the 126 dates before, cost of ' +
  'the trades of the hedge included; null until 20 dates are known, and for a book that is the ' +
  'universe itself, of which a hedge leaves only noise.'

@ObjectType({
  simpleResolvers: true,
  description:
    'Return of a trading date, earned by weights decided at the close of the trading date before.',
})
export class DailyPnl {
  @Field(() => DateScalar)
  date!: string

  @Field(() => Float, { description: GROSS })
  gross!: number

  @Field(() => Float, { description: COST })
  cost!: number

  @Field(() => Float, { description: NET })
  net!: number

  @Field(() => Float, { description: CUMULATIVE })
  cumulativeNet!: number

  @Field(() => Float, { description: TURNOVER })
  turnover!: number

  @Field(() => Float, { description: SHORT })
  shortExposure!: number

  @Cost(hedged)
  @Field(() => Float, { nullable: true, description: HEDGED })
  hedgedNet!: number | null
}

@ObjectType({
  simpleResolvers: true,
  description: 'Daily PnL by column; all arrays have the same length.',
})
export class PnlSeries {
  @Field(() => [DateScalar])
  dates!: string[]

  @Field(() => FloatVectorScalar, { description: GROSS })
  gross!: number[]

  @Field(() => FloatVectorScalar, { description: COST })
  cost!: number[]

  @Field(() => FloatVectorScalar, { description: NET })
  net!: number[]

  @Field(() => FloatVectorScalar, { description: CUMULATIVE })
  cumulativeNet!: number[]

  @Field(() => FloatVectorScalar, { description: TURNOVER })
  turnover!: number[]

  @Field(() => FloatVectorScalar, { description: SHORT })
  shortExposure!: number[]

  @Cost(hedged)
  @Field(() => FloatVectorScalar, { description: HEDGED })
  hedgedNet!: (number | null)[]
}
