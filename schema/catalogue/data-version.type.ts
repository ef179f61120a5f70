import { Field, Int, ObjectType } from 'type-graphql'
import { DateScalar, DateTimeScalar } from '../api/scalars.js'

@ObjectType({
  simpleResolvers: true,
  description: 'One counter over everything published: equal versions, equal answers.',
})
export class DataVersion {
  @Field(() => Int, { description: '0 before the first publication.' })
  version!: number

  @Field(() => DateTimeScalar, { nullable: true })
  publishedAt!: Date | null

  @Field(() => DateScalar, { nullable: true, description: 'Last date with PnL.' })
  latestDate!: string | null
}
