import { Field, ID, Int, ObjectType } from 'type-graphql'
import { DateScalar } from '../api/scalars.js'

@ObjectType({
  simpleResolvers: true,
  description: 'Something became visible: a split, a new day of one, or new accounts of one.',
})
export class Publication {
  @Field(() => Int, {
    description: 'The data version that shows it; `since` of an export takes what came after one.',
  })
  version!: number

  @Field(() => String)
  strategy!: string

  @Field(() => String, { description: 'Name of the split.' })
  split!: string

  @Field(() => DateScalar, {
    nullable: true,
    description: 'Last date of the split with a book: `nextDate` of a live one.',
  })
  date!: string | null

  @Field(() => ID, { description: 'The run it is of, which need not be the one that answers.' })
  run!: string

  @Field(() => String, { description: 'Name of the dataset.' })
  dataset!: string
}
