import { Field, Int, ObjectType } from 'type-graphql'
import { DateTimeScalar } from '../api/scalars.js'

@ObjectType({
  simpleResolvers: true,
  description: 'A named panel of daily prices, as its newest version left it.',
})
export class Dataset {
  @Field(() => String)
  name!: string

  @Field(() => String, { description: 'SHA-256 of its content.' })
  hash!: string

  @Field(() => Int)
  assetCount!: number

  @Field(() => Int, { description: 'Rows of prices, one an asset and date.' })
  rowCount!: number

  @Field(() => DateTimeScalar)
  createdAt!: Date
}
