import { Field, Float, Int, ObjectType } from 'type-graphql'
import type { StoredRun } from '../../src/store/read/runs.js'
import { DateScalar } from '../api/scalars.js'
import { eachComponent } from '../cost/blend.js'
import { Cost } from '../cost/cost.js'
import { Run } from '../run/run.type.js'

@ObjectType({
  simpleResolvers: true,
  description: 'Weight of one component in a blend.',
})
export class ComponentWeight {
  @Field(() => Run, { description: 'Run that is blended.' })
  run!: StoredRun

  @Field(() => Float, {
    description: 'Weight of its book; the weights of all components sum to 1.',
  })
  weight!: number
}

@ObjectType({
  simpleResolvers: true,
  description: 'Weights of the components of a blend on a date, decided at the close before.',
})
export class BlendWeights {
  @Field(() => DateScalar, { description: 'Trading date that the weights are decided for.' })
  date!: string

  @Cost(eachComponent)
  @Field(() => [ComponentWeight], { description: 'Components in the order of the configuration.' })
  weights!: readonly ComponentWeight[]
}

@ObjectType({
  simpleResolvers: true,
  description: 'Published split of another run, of whose books the split of a blend was made.',
})
export class BlendComponent {
  @Field(() => Run, { description: 'Run that is blended.' })
  run!: StoredRun

  @Field(() => String, { description: 'Name of its split.' })
  split!: string

  @Field(() => Int, { description: 'Data version of the publication that was read.' })
  version!: number

  @Field(() => Boolean, {
    description:
      'Whether its books were replaced since: `residua backtest` of the blend computes the split again.',
  })
  stale!: boolean
}
