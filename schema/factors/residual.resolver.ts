import { Arg, Args, Ctx, FieldResolver, Int, Resolver, Root } from 'type-graphql'
import type { StoredSplit } from '../../src/store/read/splits.js'
import { DECIDED_DATE, MAXIMUM_PAGE, RangeArgs } from '../api/arguments.js'
import type { Connection } from '../api/connection.js'
import type { Context } from '../api/context.js'
import { DateScalar } from '../api/scalars.js'
import { decidedOn, realisedOn } from '../api/trading-dates.js'
import { AssetBetas } from '../catalogue/asset.type.js'
import { assetAt, positionsOf } from '../catalogue/axis.js'
import { Cost } from '../cost/cost.js'
import { assetColumns, betas, pageOfResiduals } from '../cost/results.js'
import { Split } from '../run/split.type.js'
import { type Residual, ResidualConnection, ResidualVector } from './residual.type.js'
import { residualColumns } from './residual-columns.js'
import { residualPage } from './residual-page.js'

const nullable = true
type Symbols = readonly string[] | null | undefined

/** Betas and residuals. */
@Resolver(() => Split)
export class ResidualResolver {
  @Cost(betas, { bulk: 'betas' })
  @FieldResolver(() => [AssetBetas], {
    description:
      'Betas of the assets in the universe of the date; empty where the split has no factors.',
  })
  async betas(
    @Root() split: StoredSplit,
    @Arg('date', () => DateScalar, DECIDED_DATE) date: string,
    @Arg('assets', () => [String], { nullable }) assets: Symbols,
    @Ctx() { loaders }: Context,
  ): Promise<AssetBetas[]> {
    const { contentId } = await decidedOn(split, date, loaders)
    const [byFactor, axis] = await Promise.all([
      loaders.betasOn.load({ contentId, date }),
      loaders.axis.load(split.datasetId),
    ])
    const wanted = positionsOf(assets, axis) ?? axis.map(({ position }) => position)
    const known = wanted.filter((position) => typeof byFactor[0]?.[position] === 'number')
    return known.map((position) => ({
      asset: assetAt(axis, position),
      betas: byFactor.map((values) => values[position] ?? null),
    }))
  }

  @Cost(pageOfResiduals, { bulk: 'residuals' })
  @FieldResolver(() => ResidualConnection, {
    description:
      'Residuals of one date, of a range or of all dates, ordered by date and asset; empty where the split has none.',
  })
  async residuals(
    @Root() split: StoredSplit,
    @Arg('date', () => DateScalar, { nullable }) date: string | null | undefined,
    @Args(() => RangeArgs) range: RangeArgs,
    @Arg('assets', () => [String], { nullable }) assets: Symbols,
    @Arg('first', () => Int, { nullable, defaultValue: MAXIMUM_PAGE }) first: number | null,
    @Arg('after', () => String, { nullable }) after: string | null | undefined,
    @Ctx() { loaders }: Context,
  ): Promise<Connection<Residual>> {
    return residualPage(split, { date, range, assets, first, after }, loaders)
  }

  @Cost(assetColumns, { bulk: 'residuals' })
  @FieldResolver(() => ResidualVector, {
    description: 'All residuals of a date, by column; empty where the split has none.',
  })
  async residualVector(
    @Root() split: StoredSplit,
    @Arg('date', () => DateScalar) date: string,
    @Ctx() { loaders }: Context,
  ): Promise<ResidualVector> {
    const { contentId, version } = await realisedOn(split, date, loaders)
    const [text, axis] = await Promise.all([
      loaders.residualTextsOn.load({ contentId, date }),
      loaders.axis.load(split.datasetId),
    ])
    return { date, version, ...residualColumns(text ?? '', axis) }
  }
}
