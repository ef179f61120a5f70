import { Field, Float, Int, ObjectType } from 'type-graphql'
import { DateScalar, FloatVectorScalar } from '../api/scalars.js'

@ObjectType({
  simpleResolvers: true,
  description:
    'A portfolio that the model builds. Factors are latent: the index has no economic meaning.',
})
export class Factor {
  @Field(() => Int, { description: 'Index of the factor, from 0 to factorCount − 1.' })
  index!: number
}

@ObjectType({ simpleResolvers: true })
export class FactorReturns {
  @Field(() => [DateScalar])
  dates!: string[]

  @Field(() => FloatVectorScalar, { description: 'Factor return `F = Σ W_i R_i` of each date.' })
  values!: (number | null)[]
}

@ObjectType({ simpleResolvers: true })
export class CharacteristicLoad {
  @Field(() => String)
  name!: string

  @Field(() => String)
  group!: string

  @Field(() => Float, {
    description:
      'Load `Σ_i W_i X_i / Σ_i |W_i|`: the weighted mean rank of the portfolio, from −0.5 to 0.5.',
  })
  value!: number
}
