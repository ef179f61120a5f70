import { Field, Float, ObjectType } from 'type-graphql'

@ObjectType({
  simpleResolvers: true,
  description: 'Share of the absolute `z = (return − mean) / risk` that lies in a range.',
})
export class RiskReliability {
  @Field(() => Float, { description: 'Lower bound of the absolute z, included.' })
  from!: number

  @Field(() => Float, {
    nullable: true,
    description: 'Upper bound of the absolute z, excluded; null for the last range.',
  })
  to!: number | null

  @Field(() => Float, { description: 'Share over all assets and dates.' })
  share!: number

  @Field(() => Float, {
    description: 'Share where returns are normal with the predicted mean and risk.',
  })
  expected!: number
}
