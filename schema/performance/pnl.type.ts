import { Field, Float, ObjectType } from 'type-graphql'
import { DateScalar, FloatVectorScalar } from '../api/scalars.js'

const GROSS = '`Σ w·R` of the date, before costs; fraction of the unit book.'
const COST = 'Positive: trading cost · turnover + short cost · short exposure.'
const NET = '`gross − cost`.'
const CUMULATIVE = 'Running sum of net from `from` on; not compounded.'
const TURNOVER = '`Σ|w_t − w_(t−1)|`, two-sided: 2 is the whole book sold and another bought.'
const SHORT = '`Σ max(−w, 0)`, positive.'
const HEDGED =
  'Net after a hedge with the equal-weight universe, beta from the 126 dates before, its trades ' +
  'charged; null until 20 dates are known.'

@ObjectType({
  simpleResolvers: true,
  description: 'What the weights decided at the close before brought on a date.',
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

  @Field(() => Float, { nullable: true, description: HEDGED })
  hedgedNet!: number | null
}

@ObjectType({
  simpleResolvers: true,
  description: 'Daily PnL by column; all arrays alike in length.',
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

  @Field(() => FloatVectorScalar, { description: HEDGED })
  hedgedNet!: (number | null)[]
}
