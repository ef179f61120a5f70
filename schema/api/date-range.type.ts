import { Field, ObjectType } from 'type-graphql'
import { DateScalar } from './scalars.js'

@ObjectType({ simpleResolvers: true, description: 'Dates from `from` to `to`, both included.' })
export class DateRange {
  @Field(() => DateScalar)
  from!: string

  @Field(() => DateScalar)
  to!: string
}
