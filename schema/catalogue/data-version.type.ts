import { Field, Int, ObjectType } from 'type-graphql'
import { DateScalar, DateTimeScalar } from '../api/scalars.js'

@ObjectType({
  simpleResolvers: true,
  description: 'Counter of publications. Two answers of the same data version are equal.',
})
export class DataVersion {
  @Field(() => Int, { description: 'Data version; 0 before the first publication.' })
  version!: number

  @Field(() => DateTimeScalar, { nullable: true })
  publishedAt!: Date | null

  @Field(() => DateScalar, {
    nullable: true,
    description: 'Last trading date with PnL; null before the first.',
  })
  latestDate!: string | null
}
