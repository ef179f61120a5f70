import { Field, ID, Int, ObjectType } from 'type-graphql'
import { connectionType } from '../api/connection.js'
import { RunStatus } from '../api/enums.js'
import { DateTimeScalar, JsonScalar } from '../api/scalars.js'
import { EngineInfo } from '../catalogue/engine.type.js'

@ObjectType({
  simpleResolvers: true,
  description: 'One strategy with one configuration over all its splits.',
})
export class Run {
  @Field(() => ID)
  id!: string

  @Field(() => RunStatus)
  status!: RunStatus

  @Field(() => JsonScalar, { description: 'Every setting of the strategy, defaults included.' })
  config!: Record<string, unknown>

  @Field(() => [Int])
  seeds!: number[]

  @Field(() => String, { nullable: true, description: 'TensorFlow engine that computes the run.' })
  engine!: string | null

  @Field(() => EngineInfo, {
    nullable: true,
    description: 'Version and device of the engine, on the machine that began the run.',
  })
  engineInfo!: EngineInfo | null

  @Field(() => String, {
    nullable: true,
    description: 'Git commit of the program that began the run.',
  })
  commit!: string | null

  @Field(() => Boolean, {
    description:
      'Whether the run is a trial of `tune`, on validation years. A trial never answers for its strategy.',
  })
  trial!: boolean

  @Field(() => DateTimeScalar)
  createdAt!: Date

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'Instant at which every split had last been attempted; null before that.',
  })
  finishedAt!: Date | null
}

export const RunConnection = connectionType('Run', () => Run)
