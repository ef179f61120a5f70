import { Field, Float, ObjectType } from 'type-graphql'
import { DateScalar, FloatVectorScalar } from '../api/scalars.js'

@ObjectType({ simpleResolvers: true, description: 'A tradable security.' })
export class Asset {
  @Field(() => String, { description: 'Symbol in the price file, which is the id of the asset.' })
  symbol!: string

  @Field(() => String, { nullable: true })
  name!: string | null

  @Field(() => String, { nullable: true })
  sector!: string | null

  @Field(() => DateScalar, { description: 'First date with a price.' })
  from!: string

  @Field(() => DateScalar, { description: 'Last date with a price.' })
  to!: string
}

@ObjectType({ simpleResolvers: true })
export class AssetWeight {
  @Field(() => Asset)
  asset!: Asset

  @Field(() => Float, {
    description: 'Weight as a fraction of the unit book, negative where short.',
  })
  weight!: number
}

@ObjectType({ simpleResolvers: true })
export class AssetBetas {
  @Field(() => Asset)
  asset!: Asset

  @Field(() => FloatVectorScalar, {
    description: 'Betas: sensitivities to the factor returns, in the order of the factor index.',
  })
  betas!: (number | null)[]
}

@ObjectType({ simpleResolvers: true })
export class AssetValue {
  @Field(() => Asset)
  asset!: Asset

  @Field(() => Float)
  value!: number
}
