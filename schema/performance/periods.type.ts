import { Field, Float, Int, ObjectType, registerEnumType } from 'type-graphql'
import { DateScalar } from '../api/scalars.js'

export const Period = { MONTH: 'MONTH', YEAR: 'YEAR' } as const
export type Period = (typeof Period)[keyof typeof Period]
registerEnumType(Period, { name: 'Period', description: 'A calendar month or year.' })

@ObjectType({
  simpleResolvers: true,
  description: 'Daily PnL summed over the dates of a calendar month or year; not compounded.',
})
export class PeriodPnl {
  @Field(() => String, { description: '`2020-03` or `2020`.' })
  period!: string

  @Field(() => DateScalar, { description: 'First date of it with results, within the range.' })
  from!: string

  @Field(() => DateScalar, { description: 'Last date of it with results, within the range.' })
  to!: string

  @Field(() => Int, { description: 'Dates with results.' })
  days!: number

  @Field(() => Float, { description: 'Sum of the daily gross returns, before costs.' })
  gross!: number

  @Field(() => Float, { description: 'Sum of the daily costs, positive.' })
  cost!: number

  @Field(() => Float, { description: '`gross − cost`.' })
  net!: number

  @Field(() => Float, {
    nullable: true,
    description: 'Sum of hedgedNet over the dates that have one; null where none has.',
  })
  hedgedNet!: number | null

  @Field(() => Float, { description: 'Mean per date, two-sided.' })
  turnover!: number

  @Field(() => Float, { description: 'Mean per date.' })
  shortExposure!: number
}
