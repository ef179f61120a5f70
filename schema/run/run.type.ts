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

  @Field(() => String, { nullable: true, description: 'The TensorFlow engine that computes it.' })
  engine!: string | null

  @Field(() => EngineInfo, {
    nullable: true,
    description: 'That engine, on the machine that began the run.',
  })
  engineInfo!: EngineInfo | null

  @Field(() => String, { nullable: true, description: 'Commit of the program that began it.' })
  commit!: string | null

  @Field(() => Boolean, {
    description: 'Made to choose settings on validation years; it never answers for its strategy.',
  })
  trial!: boolean

  @Field(() => DateTimeScalar)
  createdAt!: Date

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was last complete.' })
  finishedAt!: Date | null
}

export const RunConnection = connectionType('Run', () => Run)
