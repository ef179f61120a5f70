import { Field, Float, ObjectType } from 'type-graphql'

@ObjectType({
  simpleResolvers: true,
  description: 'One contribution to the net return of the range; all of them sum to it.',
})
export class Attribution {
  @Field(() => String, {
    description: '`factor <index>` or `residual`, a sector, or a symbol; the last row is `cost`.',
  })
  label!: string

  @Field(() => Float, {
    nullable: true,
    description:
      'Mean over the dates of the factor exposure, or of the weight; null for residual and cost.',
  })
  exposure!: number | null

  @Field(() => Float, {
    description:
      'Sum over the dates, as a fraction of the unit book; the contribution of cost is negative.',
  })
  contribution!: number
}
