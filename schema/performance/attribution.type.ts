import { Field, Float, ObjectType } from 'type-graphql'

@ObjectType({
  simpleResolvers: true,
  description: 'A part of the net return of the range; the contributions sum to it.',
})
export class Attribution {
  @Field(() => String, {
    description: '`factor <index>` and `residual`, a sector, or a symbol; last `cost`.',
  })
  label!: string

  @Field(() => Float, {
    nullable: true,
    description: 'Mean over the dates of the exposure to the factor, or of the weight.',
  })
  exposure!: number | null

  @Field(() => Float, { description: 'Sum over the dates, a fraction; that of cost is negative.' })
  contribution!: number
}
