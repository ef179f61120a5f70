import { ArgsType, Field, Int, ObjectType } from 'type-graphql'
import { RangeArgs } from '../api/arguments.js'
import { DateScalar, FloatVectorScalar } from '../api/scalars.js'
import { Asset } from '../catalogue/asset.type.js'
import { Cost } from '../cost/cost.js'
import { historyRows } from '../cost/over-time.js'

const nullable = true

@ArgsType()
export class HistoryArgs extends RangeArgs {
  @Field(() => Int, {
    nullable,
    defaultValue: 52,
    description: 'How many dates to show, evenly spaced over the range, at most 260.',
  })
  dates?: number | null

  @Field(() => Int, {
    nullable,
    defaultValue: 20,
    description: 'How many rows to list, from the largest mean absolute value.',
  })
  top?: number | null
}

@ObjectType({
  simpleResolvers: true,
  description: 'Weight of one asset in a factor portfolio by date.',
})
export class WeightRow {
  @Field(() => Asset, { description: 'The asset that has the weights.' })
  asset!: Asset

  @Field(() => FloatVectorScalar, {
    description: 'Factor weight on each date; null where the asset is outside the universe.',
  })
  values!: readonly (number | null)[]
}

@ObjectType({
  simpleResolvers: true,
  description: 'Factor weights on some dates, of the assets with the largest mean absolute weight.',
})
export class WeightHistory {
  @Field(() => [DateScalar], { description: 'Trading dates, chronological.' })
  dates!: readonly string[]

  @Cost(historyRows)
  @Field(() => [WeightRow], { description: 'One row per asset, the largest first.' })
  rows!: readonly WeightRow[]
}

@ObjectType({
  simpleResolvers: true,
  description: 'Load of a factor portfolio on one characteristic by date.',
})
export class LoadRow {
  @Field(() => String, { description: 'Name of the characteristic.' })
  name!: string

  @Field(() => String, { description: 'Group of the characteristic.' })
  group!: string

  @Field(() => FloatVectorScalar, {
    description: 'Load on each date, as `CharacteristicLoad.value`.',
  })
  values!: readonly (number | null)[]
}

@ObjectType({
  simpleResolvers: true,
  description:
    'Loads of a factor portfolio on some dates, on the characteristics with the largest mean absolute load.',
})
export class LoadHistory {
  @Field(() => [DateScalar], { description: 'Trading dates, chronological.' })
  dates!: readonly string[]

  @Cost(historyRows)
  @Field(() => [LoadRow], { description: 'One row per characteristic, the largest first.' })
  rows!: readonly LoadRow[]
}
