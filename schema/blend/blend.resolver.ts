import { Arg, Ctx, FieldResolver, Resolver, Root } from 'type-graphql'
import type { StoredSplit } from '../../src/store/read/splits.js'
import { toFilter } from '../api/arguments.js'
import type { Context } from '../api/context.js'
import { DateScalar } from '../api/scalars.js'
import { eachBlendDate, eachSource } from '../cost/blend.js'
import { Cost } from '../cost/cost.js'
import { Split } from '../run/split.type.js'
import { BlendComponent, BlendWeights } from './blend.type.js'
import { componentsIn, weightsIn } from './components-in.js'

const nullable = true

@Resolver(() => Split)
export class BlendResolver {
  @Cost(eachBlendDate, { bulk: 'component-weights' })
  @FieldResolver(() => [BlendWeights], {
    description:
      'Weights of the components of a blend by date, chronological; empty where the strategy is no blend.',
  })
  blendWeights(
    @Root() split: StoredSplit,
    @Arg('from', () => DateScalar, {
      nullable,
      description: 'First date of the range; by default the first of the split.',
    })
    from: string | null | undefined,
    @Arg('to', () => DateScalar, {
      nullable,
      description:
        'Last date of the range; by default the last decided one, `nextDate` of a live split included.',
    })
    to: string | null | undefined,
    @Ctx() { loaders }: Context,
  ): Promise<BlendWeights[]> {
    return weightsIn(split, toFilter({ from, to }), loaders)
  }

  @Cost(eachSource)
  @FieldResolver(() => [BlendComponent], {
    description:
      'Published splits of other runs that the split was made of, by component; empty where the strategy is no blend.',
  })
  components(@Root() split: StoredSplit, @Ctx() { loaders }: Context): Promise<BlendComponent[]> {
    return componentsIn(split, loaders)
  }
}
