import { Arg, Ctx, FieldResolver, Resolver, Root } from 'type-graphql'
import type { StoredSplit } from '../../src/store/read/splits.js'
import type { Context } from '../api/context.js'
import { DateScalar } from '../api/scalars.js'
import { Cost } from '../cost/cost.js'
import { eachLatent } from '../cost/predictions.js'
import { Split } from '../run/split.type.js'
import { LatentFactor } from './latent-factor.type.js'
import { latentsIn } from './latents-in.js'

const nullable = true

@Resolver(() => Split)
export class LatentFactorResolver {
  @Cost(eachLatent)
  @FieldResolver(() => [LatentFactor], {
    description:
      'Prior and posterior of each latent factor, chronological, then by index; an error where the split ' +
      'has none.',
  })
  latentFactors(
    @Root() split: StoredSplit,
    @Arg('from', () => DateScalar, { nullable }) from: string | null | undefined,
    @Arg('to', () => DateScalar, {
      nullable,
      description:
        'Last date of the range; by default the last decided one, `nextDate` of a live split included.',
    })
    to: string | null | undefined,
    @Ctx() { loaders }: Context,
  ): Promise<LatentFactor[]> {
    return latentsIn(split, { from, to }, loaders)
  }
}
