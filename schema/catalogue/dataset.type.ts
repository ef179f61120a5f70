import { Field, Int, ObjectType } from 'type-graphql'
import { DateTimeScalar } from '../api/scalars.js'

@ObjectType({
  simpleResolvers: true,
  description: 'Newest version of a named panel of daily prices.',
})
export class Dataset {
  @Field(() => String)
  name!: string

  @Field(() => String, { description: 'SHA-256 of its data.' })
  hash!: string

  @Field(() => Int)
  assetCount!: number

  @Field(() => Int, { description: 'Number of price rows, one per asset and date.' })
  rowCount!: number

  @Field(() => DateTimeScalar)
  createdAt!: Date
}
