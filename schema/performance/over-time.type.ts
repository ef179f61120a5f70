import { Field, ObjectType } from 'type-graphql'
import { DateScalar, FloatVectorScalar } from '../api/scalars.js'
import { Asset } from '../catalogue/asset.type.js'
import { Cost } from '../cost/cost.js'
import { attributedParts } from '../cost/over-time.js'

@ObjectType({
  simpleResolvers: true,
  description: 'Books of a split by column; all arrays have the same length.',
})
export class BookSeries {
  @Field(() => [DateScalar], { description: 'Trading dates, chronological.' })
  dates!: string[]

  @Field(() => FloatVectorScalar, {
    description: 'Effective names `(Σ|w|)² / Σ w²` of each book; 0 for an empty book.',
  })
  effectiveNames!: number[]

  @Field(() => FloatVectorScalar, { description: 'Gross exposure `Σ|w|`.' })
  grossExposure!: number[]

  @Field(() => FloatVectorScalar, { description: 'Net exposure `Σ w`.' })
  netExposure!: number[]

  @Field(() => FloatVectorScalar, { description: 'Number of positions.' })
  positions!: number[]
}

@ObjectType({
  simpleResolvers: true,
  description: 'One asset in a split by column; all arrays have the same length.',
})
export class AssetHistory {
  @Field(() => Asset, { description: 'The asset.' })
  asset!: Asset

  @Field(() => [DateScalar], { description: 'Trading dates, chronological.' })
  dates!: string[]

  @Field(() => FloatVectorScalar, {
    description:
      'Close in the price file, not adjusted; null where it has none, and where the dataset was ingested by a release that did not store closes.',
  })
  closes!: (number | null)[]

  @Field(() => FloatVectorScalar, {
    description: 'Simple return of each date; null where it is missing.',
  })
  returns!: (number | null)[]

  @Field(() => FloatVectorScalar, {
    description:
      'Weight in the book of each date, as a fraction of the unit book; 0 without a position.',
  })
  weights!: number[]

  @Field(() => FloatVectorScalar, {
    description:
      'Contribution `w·R` to the gross return of each date; their sum is that of `attribution(by: ASSET)`.',
  })
  contributions!: number[]
}

@ObjectType({
  simpleResolvers: true,
  description: 'One part of an attribution by period.',
})
export class AttributionPart {
  @Field(() => String, {
    description:
      'As `Attribution.label`; `others` is the sum of the parts beyond `top`, and `cost` is the last row.',
  })
  label!: string

  @Field(() => FloatVectorScalar, {
    description: 'Contribution in each period, as a fraction of the unit book.',
  })
  contributions!: readonly number[]
}

@ObjectType({
  simpleResolvers: true,
  description:
    'Contributions to net return by calendar month or year; those of a period sum to its net return.',
})
export class AttributionByPeriod {
  @Field(() => [String], { description: 'Months as `2020-03`, or years as `2020`, chronological.' })
  periods!: readonly string[]

  @Cost(attributedParts)
  @Field(() => [AttributionPart], {
    description: 'Parts, the largest absolute sum over the range first.',
  })
  parts!: readonly AttributionPart[]
}
