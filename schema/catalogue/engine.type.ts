import { Field, Int, ObjectType } from 'type-graphql'

@ObjectType({ simpleResolvers: true, description: 'What computes: an engine and what it runs on.' })
export class EngineInfo {
  @Field(() => String, { description: 'As `engine` of the run or the split.' })
  name!: string

  @Field(() => String, { description: "Of the engine's library: TensorFlow, or TensorFlow.js." })
  version!: string

  @Field(() => String, { description: 'The processor or card, and what of it is used.' })
  device!: string

  @Field(() => Int, { description: 'Threads of the engine, for each window.' })
  threads!: number

  @Field(() => String, { description: 'Version of Node.js.' })
  node!: string
}
