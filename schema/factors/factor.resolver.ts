import { Arg, Args, Ctx, FieldResolver, Int, Resolver, Root } from 'type-graphql'
import { UserError } from '../../src/lib/errors.js'
import type { StoredSplit } from '../../src/store/read/splits.js'
import { DECIDED_DATE, RangeArgs, toFilter, toTop } from '../api/arguments.js'
import type { Context } from '../api/context.js'
import { Side } from '../api/enums.js'
import { DateScalar } from '../api/scalars.js'
import { decidedOn } from '../api/trading-dates.js'
import { AssetWeight } from '../catalogue/asset.type.js'
import { largest, weightsIn } from '../catalogue/rankings.js'
import { Cost } from '../cost/cost.js'
import { dateColumns, eachFactor, topAssets, topCharacteristics } from '../cost/results.js'
import { Split } from '../run/split.type.js'
import { CharacteristicLoad, Factor, FactorReturns } from './factor.type.js'

interface FactorOf {
  readonly index: number
  readonly split: StoredSplit
}

const nullable = true

@Resolver(() => Split)
export class FactorsResolver {
  @Cost(eachFactor)
  @FieldResolver(() => [Factor], {
    description: 'Factors of the split, by index; empty where it has none.',
  })
  factors(@Root() split: StoredSplit): FactorOf[] {
    return Array.from({ length: split.factorCount }, (_, index) => ({ index, split }))
  }

  @FieldResolver(() => Factor, { nullable })
  factor(@Root() split: StoredSplit, @Arg('index', () => Int) index: number): FactorOf {
    if (index >= 0 && index < split.factorCount) return { index, split }
    const none = split.current ? 'no factors' : 'no factors yet'
    const have = split.factorCount === 0 ? none : `factors 0 to ${split.factorCount - 1}`
    throw new UserError(`index: ${index} is out of range: ${split.name} has ${have}`)
  }
}

@Resolver(() => Factor)
export class FactorResolver {
  @Cost(topAssets, { bulk: 'factor-weights' })
  @FieldResolver(() => [AssetWeight], {
    description:
      'Factor weights over the universe of the date, largest absolute weight first. Of PCA and Fama-French factors, and of ' +
      'attention factors, absolute weights sum to 1.',
  })
  async weights(
    @Root() { index, split }: FactorOf,
    @Arg('date', () => DateScalar, DECIDED_DATE) date: string,
    @Arg('top', () => Int, { nullable }) top: number | null | undefined,
    @Arg('side', () => Side, { nullable }) side: Side | null | undefined,
    @Ctx() { loaders }: Context,
  ): Promise<AssetWeight[]> {
    const limit = toTop(top)
    const { contentId } = await decidedOn(split, date, loaders)
    const [values, axis] = await Promise.all([
      loaders.factorWeightsOn.load({ contentId, date, factor: index }),
      loaders.axis.load(split.datasetId),
    ])
    return weightsIn(values ?? [], axis, { side, top: limit })
  }

  @Cost(dateColumns, { bulk: 'factor-returns' })
  @FieldResolver(() => FactorReturns, {
    description: 'Factor returns of the range, chronological.',
  })
  async returns(
    @Root() { index, split }: FactorOf,
    @Args(() => RangeArgs) range: RangeArgs,
    @Ctx() { loaders }: Context,
  ): Promise<FactorReturns> {
    const filter = toFilter(range)
    if (!split.current?.scoredTo) return { dates: [], values: [] }
    const { contentId, scoredTo } = split.current
    const all = await loaders.factorReturnsBetween.load({
      contentId,
      from: split.testFrom,
      to: scoredTo,
    })
    const days = all.filter(({ date }) => filter.includes(date))
    return {
      dates: days.map(({ date }) => date),
      values: days.map(({ values }) => values[index] ?? null),
    }
  }

  @Cost(topCharacteristics)
  @FieldResolver(() => [CharacteristicLoad], {
    description: 'Loads of the factor portfolio on characteristics, largest absolute load first.',
  })
  async characteristics(
    @Root() { index, split }: FactorOf,
    @Arg('date', () => DateScalar, DECIDED_DATE) date: string,
    @Arg('top', () => Int, { nullable, defaultValue: 10 }) top: number | null | undefined,
    @Ctx() { loaders }: Context,
  ): Promise<CharacteristicLoad[]> {
    const limit = toTop(top)
    const { contentId } = await decidedOn(split, date, loaders)
    const loads = await loaders.factorCharacteristicsOn.load({ contentId, date, factor: index })
    const named = split.characteristicNames.flatMap((name, m) => {
      const value = loads?.[m]
      if (value === null || value === undefined) return []
      return [{ name, group: split.characteristicGroups[m] ?? '', value }]
    })
    return largest(named, ({ value }) => value, limit)
  }
}
