import { Field, Float, Int, ObjectType } from 'type-graphql'
import { DateScalar, FloatVectorScalar } from '../api/scalars.js'

@ObjectType({
  simpleResolvers: true,
  description: 'A portfolio that the model builds; latent, so its number has no economic meaning.',
})
export class Factor {
  @Field(() => Int, { description: 'From 0 to factorCount − 1.' })
  index!: number
}

@ObjectType({ simpleResolvers: true })
export class FactorReturns {
  @Field(() => [DateScalar])
  dates!: string[]

  @Field(() => FloatVectorScalar, { description: '`F = Σ W_i R_i` of each date.' })
  values!: (number | null)[]
}

@ObjectType({ simpleResolvers: true })
export class CharacteristicLoad {
  @Field(() => String)
  name!: string

  @Field(() => String)
  group!: string

  @Field(() => Float, {
    description: '`Σ_i W_i X_i / Σ_i |W_i|`: the portfolio’s mean rank, from −0.5 to 0.5.',
  })
  value!: number
}
