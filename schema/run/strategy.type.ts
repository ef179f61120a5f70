import { Field, ObjectType } from 'type-graphql'
import { StrategyKind } from '../api/enums.js'

@ObjectType({
  simpleResolvers: true,
  description: 'One named method: which factors, which policy, trained on what.',
})
export class Strategy {
  @Field(() => String)
  name!: string

  @Field(() => String)
  title!: string

  @Field(() => String)
  description!: string

  @Field(() => StrategyKind)
  kind!: StrategyKind
}
