import { Field, Float, Int, ObjectType } from 'type-graphql'
import { connectionType } from '../api/connection.js'
import type { JsonText } from '../api/json-text.js'
import { DateScalar, FloatVectorScalar } from '../api/scalars.js'
import { Asset } from '../catalogue/asset.type.js'

@ObjectType({
  simpleResolvers: true,
  description: 'Residual of one asset on one date: the return that the factors do not explain.',
})
export class Residual {
  @Field(() => Asset)
  asset!: Asset

  @Field(() => DateScalar)
  date!: string

  @Field(() => Float, { description: 'Residual `ε = R − βF`, as a fraction.' })
  value!: number
}

export const ResidualConnection = connectionType('Residual', () => Residual)

@ObjectType({
  simpleResolvers: true,
  description: 'Residuals of a date by column, of the assets in the universe with a return.',
})
export class ResidualVector {
  @Field(() => DateScalar)
  date!: string

  @Field(() => [String], { description: 'Symbols of the assets.' })
  assets!: string[] | JsonText

  @Field(() => FloatVectorScalar, { description: 'Residual `ε = R − βF` of each asset.' })
  values!: (number | null)[] | JsonText

  @Field(() => Int, { description: 'Data version of the publication.' })
  version!: number
}
