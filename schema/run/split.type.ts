import { Field, Float, Int, ObjectType } from 'type-graphql'
import { connectionType } from '../api/connection.js'
import { SplitStatus } from '../api/enums.js'
import { EngineInfo } from '../catalogue/engine.type.js'

@ObjectType({
  simpleResolvers: true,
  description: 'One train range and one test range of a run, and what was found in the latter.',
})
export class Split {
  @Field(() => String, {
    description:
      '`test_<train_end>_<test_end>`: `test_2019_2020` was trained to the end of 2019 and tested ' +
      'to the end of 2020.',
  })
  name!: string

  @Field(() => String)
  strategy!: string

  @Field(() => SplitStatus)
  status!: SplitStatus

  @Field(() => String, { nullable: true, description: 'Why it was last not computed.' })
  failure!: string | null

  @Field(() => Boolean, {
    description: 'Whether its test range holds the trading date after the last of the dataset.',
  })
  live!: boolean

  @Field(() => Int, { description: 'Assets that were in the universe on any of its dates.' })
  assetCount!: number

  @Field(() => Int)
  factorCount!: number

  @Field(() => Int, {
    description: 'The seed whose factors, betas, residuals and characteristics are served.',
  })
  seed!: number

  @Field(() => [Int], { description: 'The seeds whose books were averaged into the weights.' })
  bookSeeds!: number[]

  @Field(() => String, { nullable: true })
  engine!: string | null

  @Field(() => EngineInfo, { nullable: true, description: 'That engine, and what it ran on.' })
  engineInfo!: EngineInfo | null

  @Field(() => Float, { nullable: true, description: 'Seconds of training, all seeds together.' })
  trainSeconds!: number | null
}

export const SplitConnection = connectionType('Split', () => Split)
