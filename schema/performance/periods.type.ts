import { Field, Float, Int, ObjectType, registerEnumType } from 'type-graphql'
import { DateScalar } from '../api/scalars.js'
import { hedged } from '../cost/computations.js'
import { Cost } from '../cost/cost.js'

export const Period = { MONTH: 'MONTH', YEAR: 'YEAR' } as const
export type Period = (typeof Period)[keyof typeof Period]
registerEnumType(Period, { name: 'Period', description: 'A calendar month or year.' })

@ObjectType({
  simpleResolvers: true,
  description: 'Daily PnL summed over the dates of a calendar month or year; not compounded.',
})
export class PeriodPnl {
  @Field(() => String, { description: 'The month as `2020-03`, or the year as `2020`.' })
  period!: string

  @Field(() => DateScalar, {
    description: 'First date of the period with results, within the range.',
  })
  from!: string

  @Field(() => DateScalar, {
    description: 'Last date of the period with results, within the range.',
  })
  to!: string

  @Field(() => Int, { description: 'Number of dates with results.' })
  days!: number

  @Field(() => Float, { description: 'Sum of the daily gross returns, before costs.' })
  gross!: number

  @Field(() => Float, { description: 'Sum of the daily costs, positive.' })
  cost!: number

  @Field(() => Float, { description: 'Net return `gross − cost`.' })
  net!: number

  @Cost(hedged)
  @Field(() => Float, {
    nullable: true,
    description: 'Sum of hedgedNet over the dates where it is known; null where there is none.',
  })
  hedgedNet!: number | null

  @Field(() => Float, { description: 'Mean turnover per date, two-sided.' })
  turnover!: number

  @Field(() => Float, { description: 'Mean short exposure per date.' })
  shortExposure!: number
}
