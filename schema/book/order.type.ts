import { Field, Float, ObjectType } from 'type-graphql'
import { DateScalar } from '../api/scalars.js'
import { Asset } from '../catalogue/asset.type.js'

@ObjectType({
  simpleResolvers: true,
  description: 'A trade from the last book, undrifted, to that of the next date.',
})
export class Order {
  @Field(() => Asset)
  asset!: Asset

  @Field(() => Float)
  currentWeight!: number

  @Field(() => Float)
  targetWeight!: number

  @Field(() => Float, {
    description: '`target − current`, negative to sell; Σ|trade| is the turnover of the next date.',
  })
  trade!: number

  @Field(() => Float, { nullable: true, description: 'Last unadjusted close.' })
  price!: number | null

  @Field(() => Float, { nullable: true, description: '`trade · capital`, where one is given.' })
  notional!: number | null

  @Field(() => Float, {
    nullable: true,
    description: '`notional / price` in whole lots, rounded towards 0; negative to sell.',
  })
  shares!: number | null

  @Field(() => DateScalar, { description: 'The close at which it was decided.' })
  decidedAt!: string

  @Field(() => DateScalar, { description: 'The date whose return it is to earn.' })
  for!: string
}
