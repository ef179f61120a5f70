import { Field, ID, Int, ObjectType } from 'type-graphql'
import { DateScalar } from '../api/scalars.js'

@ObjectType({
  simpleResolvers: true,
  description: 'A split that became visible, or its new dates or new accounts.',
})
export class Publication {
  @Field(() => Int, {
    description:
      'Data version of the publication; an export with `since` returns what later versions added.',
  })
  version!: number

  @Field(() => String)
  strategy!: string

  @Field(() => String, { description: 'Name of the split.' })
  split!: string

  @Field(() => DateScalar, {
    nullable: true,
    description: 'Last date of the split with a book, `nextDate` for a live split.',
  })
  date!: string | null

  @Field(() => ID, { description: 'Id of the run, which may differ from the answering run.' })
  run!: string

  @Field(() => String, { description: 'Name of the dataset.' })
  dataset!: string
}
