import { Field, Float, Int, ObjectType } from 'type-graphql'
import { DateScalar } from '../api/scalars.js'
import { Asset } from '../catalogue/asset.type.js'

const nullable = true

@ObjectType({
  simpleResolvers: true,
  description:
    'One code of a codebook. It is active on a date where it is the code of that date, or of at least one asset on it.',
})
export class Code {
  @Field(() => Int, { description: 'Number of the code, from 0 to size − 1.' })
  code!: number

  @Field(() => Int, { description: 'How often it was chosen on the dates of the train range.' })
  usageTrain!: number

  @Field(() => Int, {
    description: 'How often it was chosen in the test range: on dates, or on dates by assets.',
  })
  usageTest!: number

  @Field(() => DateScalar, {
    nullable,
    description: 'First date of the test range on which it is active; null where it never is.',
  })
  firstDate!: string | null

  @Field(() => DateScalar, {
    nullable,
    description: 'Last date of the test range on which it is active; null where it never is.',
  })
  lastDate!: string | null

  @Field(() => Float, {
    nullable,
    description:
      'Mean rank IC of the predictions of the split on the dates on which it is active; null below 20 dates.',
  })
  rankIC!: number | null

  @Field(() => Float, {
    nullable,
    description:
      'Standard error of rankIC: sample standard deviation over √T; null below 20 dates.',
  })
  rankICStandardError!: number | null

  @Field(() => Int, { description: 'Number of dates T with a rank IC on which it is active.' })
  rankICDays!: number

  @Field(() => Float, {
    nullable,
    description:
      'Mean return of the market on the days that it encodes, as a fraction; null where there is none.',
  })
  marketReturnOwnDay!: number | null

  @Field(() => Float, {
    nullable,
    description: 'Mean absolute return of the market on the days that it encodes.',
  })
  marketSizeOwnDay!: number | null

  @Field(() => Float, {
    nullable,
    description: 'Mean return of the market on the dates on which it is active, the days after.',
  })
  marketReturnNextDay!: number | null

  @Field(() => Float, {
    nullable,
    description: 'Mean absolute return of the market on the dates on which it is active.',
  })
  marketSizeNextDay!: number | null
}

@ObjectType({ simpleResolvers: true, description: 'An asset that had a code.' })
export class CodeAsset {
  @Field(() => Asset, { description: 'The asset.' })
  asset!: Asset

  @Field(() => Int, { description: 'Number of dates of the test range on which it had the code.' })
  count!: number
}

@ObjectType({ simpleResolvers: true, description: 'Share of one sector in the usage of a code.' })
export class SectorShare {
  @Field(() => String, { description: 'Name of the sector; `no sector` for assets without one.' })
  sector!: string

  @Field(() => Float, { description: 'Share as a fraction; those of a code sum to 1.' })
  share!: number
}

@ObjectType({ simpleResolvers: true, description: 'Code of a date, or of one asset on it.' })
export class DailyCode {
  @Field(() => DateScalar, {
    description: 'Trading date that it was decided for; it encodes data up to the date before.',
  })
  date!: string

  @Field(() => Int, { description: 'Number of the code.' })
  code!: number

  @Field(() => Asset, {
    nullable,
    description: 'The asset, where the module is TIME_SERIES; null for CROSS_SECTION.',
  })
  asset!: Asset | null
}
