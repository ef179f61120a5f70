import { Field, Int, ObjectType } from 'type-graphql'

@ObjectType({
  simpleResolvers: true,
  description: 'TensorFlow engine with its version and device.',
})
export class EngineInfo {
  @Field(() => String, { description: 'Name of the engine, as in `engine` of the run or split.' })
  name!: string

  @Field(() => String, { description: 'Version of TensorFlow or TensorFlow.js.' })
  version!: string

  @Field(() => String, {
    description: 'Processor or graphics card, and the instruction set or memory in use.',
  })
  device!: string

  @Field(() => Int, { description: 'Number of threads of the engine per split.' })
  threads!: number

  @Field(() => String, { description: 'Version of Node.js.' })
  node!: string
}
