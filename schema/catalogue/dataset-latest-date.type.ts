import { Field, ObjectType } from 'type-graphql'
import { DateScalar } from '../api/scalars.js'

@ObjectType({
  simpleResolvers: true,
  description: 'Last trading date with PnL in what was published of one dataset.',
})
export class DatasetLatestDate {
  @Field(() => String, { description: 'Name of the dataset.' })
  dataset!: string

  @Field(() => DateScalar, { nullable: true, description: 'Last date; null before the first.' })
  latestDate!: string | null
}
