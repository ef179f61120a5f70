import { Field, Float, ObjectType } from 'type-graphql'
import { DateScalar } from '../api/scalars.js'
import { Asset } from '../catalogue/asset.type.js'

@ObjectType({
  simpleResolvers: true,
  description:
    'Trade in one asset from the last book to the book of the next date; weights are not drifted with returns.',
})
export class Order {
  @Field(() => Asset)
  asset!: Asset

  @Field(() => Float)
  currentWeight!: number

  @Field(() => Float)
  targetWeight!: number

  @Field(() => Float, {
    description:
      'Trade `targetWeight − currentWeight`, negative to sell; Σ|trade| is the turnover of the next date.',
  })
  trade!: number

  @Field(() => Float, {
    nullable: true,
    description: 'Last unadjusted close; null where it is unknown.',
  })
  price!: number | null

  @Field(() => Float, {
    nullable: true,
    description: 'Notional `trade · capital`; null without `capital`.',
  })
  notional!: number | null

  @Field(() => Float, {
    nullable: true,
    description:
      'Shares `notional / price` in whole lots, rounded towards 0, negative to sell; null without `capital` or price.',
  })
  shares!: number | null

  @Field(() => DateScalar, { description: 'Trading date at whose close the trade was decided.' })
  decidedAt!: string

  @Field(() => DateScalar, { description: 'Trading date whose return the new book earns.' })
  for!: string
}
