import { Field, Float, Int, ObjectType } from 'type-graphql'
import { connectionType } from '../api/connection.js'
import type { JsonText } from '../api/json-text.js'
import { DateScalar, FloatVectorScalar } from '../api/scalars.js'
import { Asset } from '../catalogue/asset.type.js'

@ObjectType({ simpleResolvers: true, description: 'The return that the factors leave.' })
export class Residual {
  @Field(() => Asset)
  asset!: Asset

  @Field(() => DateScalar)
  date!: string

  @Field(() => Float, { description: '`ε = R − βF`, a fraction.' })
  value!: number
}

export const ResidualConnection = connectionType('Residual', () => Residual)

@ObjectType({
  simpleResolvers: true,
  description: 'Residuals of a date by column: those of the universe that have a return.',
})
export class ResidualVector {
  @Field(() => DateScalar)
  date!: string

  @Field(() => [String], { description: 'Symbols.' })
  assets!: string[] | JsonText

  @Field(() => FloatVectorScalar, { description: '`ε = R − βF` of each asset.' })
  values!: (number | null)[] | JsonText

  @Field(() => Int, { description: 'Data version of the publication they come from.' })
  version!: number
}
