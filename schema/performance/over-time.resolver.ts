import { Arg, Args, Ctx, FieldResolver, Int, Resolver, Root } from 'type-graphql'
import { UserError } from '../../src/lib/errors.js'
import { didYouMean } from '../../src/lib/nearest-name.js'
import { assetIn } from '../../src/performance/over-time/asset.js'
import { attributionByPeriod as byPeriod } from '../../src/performance/over-time/attribution.js'
import { booksIn } from '../../src/performance/over-time/books.js'
import type { StoredSplit } from '../../src/store/read/splits.js'
import { RangeArgs, toFilter, toTop } from '../api/arguments.js'
import type { Context } from '../api/context.js'
import { AttributionBy } from '../api/enums.js'
import { Cost } from '../cost/cost.js'
import { assetHistory, attributionByPeriod, bookColumns } from '../cost/over-time.js'
import { Split } from '../run/split.type.js'
import { AssetHistory, AttributionByPeriod, BookSeries } from './over-time.type.js'
import { Period } from './periods.type.js'

const nullable = true

/** What a split held and earned by date. */
@Resolver(() => Split)
export class OverTimeResolver {
  @Cost(bookColumns)
  @FieldResolver(() => BookSeries, {
    description:
      'Effective names, exposures and positions of the book of each date, by column; turnover is in `pnlSeries`.',
  })
  async bookSeries(
    @Root() split: StoredSplit,
    @Args(() => RangeArgs) range: RangeArgs,
    @Ctx() { loaders }: Context,
  ): Promise<BookSeries> {
    const days = await booksIn(split, toFilter(range), loaders)
    return {
      dates: days.map(({ date }) => date),
      effectiveNames: days.map((day) => day.effectiveNames),
      grossExposure: days.map((day) => day.grossExposure),
      netExposure: days.map((day) => day.netExposure),
      positions: days.map((day) => day.positions),
    }
  }

  @Cost(assetHistory, { bulk: 'weights' })
  @FieldResolver(() => AssetHistory, {
    description: 'Close, return, weight and contribution of one asset by date, by column.',
  })
  async assetHistory(
    @Root() split: StoredSplit,
    @Arg('symbol', () => String) symbol: string,
    @Args(() => RangeArgs) range: RangeArgs,
    @Ctx() { loaders }: Context,
  ): Promise<AssetHistory> {
    const axis = await loaders.axis.load(split.datasetId)
    const asset = axis.find((each) => each.symbol === symbol)
    if (!asset) {
      throw new UserError(
        `symbol: ${JSON.stringify(symbol.slice(0, 40))} is unknown; \`assets\` lists the symbols` +
          didYouMean(
            symbol,
            axis.map((each) => each.symbol),
          ),
      )
    }
    const days = await assetIn(split, asset.position, toFilter(range), loaders)
    return {
      asset,
      dates: days.map(({ date }) => date),
      closes: days.map(({ close }) => close),
      returns: days.map((day) => day.return),
      weights: days.map(({ weight }) => weight),
      contributions: days.map(({ contribution }) => contribution),
    }
  }

  @Cost(attributionByPeriod)
  @FieldResolver(() => AttributionByPeriod, {
    description:
      'As `attribution`, by calendar month or year: contributions to the net return of each, at the default costs.',
  })
  attributionByPeriod(
    @Root() split: StoredSplit,
    @Args(() => RangeArgs) range: RangeArgs,
    @Arg('period', () => Period, {
      defaultValue: Period.MONTH,
      description: 'How dates are grouped.',
    })
    period: Period,
    @Arg('by', () => AttributionBy, { defaultValue: AttributionBy.FACTOR }) by: AttributionBy,
    @Arg('top', () => Int, {
      nullable,
      defaultValue: 10,
      description:
        'How many parts to list, from the largest absolute sum; the rest is one part. Omit it for 10, null for all.',
    })
    top: number | null | undefined,
    @Ctx() { loaders }: Context,
  ): Promise<AttributionByPeriod> {
    return byPeriod(split, { by, period, filter: toFilter(range), top: toTop(top) }, loaders)
  }
}
