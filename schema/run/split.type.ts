import { Field, Float, Int, ObjectType } from 'type-graphql'
import { connectionType } from '../api/connection.js'
import { SplitStatus } from '../api/enums.js'
import { EngineInfo } from '../catalogue/engine.type.js'
import { splitEdges } from '../cost/splits.js'

@ObjectType({
  simpleResolvers: true,
  description:
    'One train range, one purge and one test range of a run, with the results of the test range.',
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

  @Field(() => String, {
    nullable: true,
    description: 'Reason of the last failure; null where there was none.',
  })
  failure!: string | null

  @Field(() => Boolean, {
    description:
      'Whether the test range contains the trading date after the last date of the dataset.',
  })
  live!: boolean

  @Field(() => Int, {
    description: 'Number of assets that were in the universe on any of its dates.',
  })
  assetCount!: number

  @Field(() => Int)
  factorCount!: number

  @Field(() => Int, {
    description:
      'Number of latent factors with a prior, L; 0 where the split has none. L need not be `factorCount`.',
  })
  latentCount!: number

  @Field(() => Int, {
    description: 'Seed whose factors, betas, residuals and characteristics are served.',
  })
  seed!: number

  @Field(() => [Int], { description: 'Seeds whose books were averaged into the weights.' })
  bookSeeds!: number[]

  @Field(() => String, { nullable: true })
  engine!: string | null

  @Field(() => EngineInfo, { nullable: true, description: 'Version and device of the engine.' })
  engineInfo!: EngineInfo | null

  @Field(() => Float, {
    nullable: true,
    description: 'Training time of all seeds together, in seconds.',
  })
  trainSeconds!: number | null
}

export const SplitConnection = connectionType('Split', () => Split, splitEdges)
