import { Arg, Ctx, FieldResolver, Float, Int, Resolver, Root } from 'type-graphql'
import type { StoredSplit } from '../../src/store/read/splits.js'
import { DECIDED_DATE, toTop } from '../api/arguments.js'
import type { Context } from '../api/context.js'
import { Side } from '../api/enums.js'
import { DateScalar } from '../api/scalars.js'
import { decidedOn } from '../api/trading-dates.js'
import { AssetWeight } from '../catalogue/asset.type.js'
import { weightsIn } from '../catalogue/rankings.js'
import { Cost } from '../cost/cost.js'
import { orders, topAssets } from '../cost/results.js'
import { Split } from '../run/split.type.js'
import { Order } from './order.type.js'
import { ordersOf, toSizing } from './orders.js'

const nullable = true

/** Books of a split, and its orders for the next date. */
@Resolver(() => Split)
export class BookResolver {
  @Cost(topAssets, { bulk: 'weights' })
  @FieldResolver(() => [AssetWeight], {
    description: 'Book of the date: assets with a position, largest absolute weight first.',
  })
  async weights(
    @Root() split: StoredSplit,
    @Arg('date', () => DateScalar, DECIDED_DATE) date: string,
    @Arg('side', () => Side, { nullable }) side: Side | null | undefined,
    @Arg('top', () => Int, { nullable }) top: number | null | undefined,
    @Ctx() { loaders }: Context,
  ): Promise<AssetWeight[]> {
    const limit = toTop(top)
    const { contentId } = await decidedOn(split, date, loaders)
    const [values, axis] = await Promise.all([
      loaders.weightsOn.load({ contentId, date }),
      loaders.axis.load(split.datasetId),
    ])
    const positions = (values ?? []).map((weight) => weight || null)
    return weightsIn(positions, axis, { side, top: limit })
  }

  @Cost(orders, { bulk: 'orders' })
  @FieldResolver(() => [Order], {
    description:
      'Trades of a live split from its last book to the book of `nextDate`; empty for other splits. ' +
      'With `hedge`, the last order is the market hedge of `hedgedNet`, which turnover excludes.',
  })
  async orders(
    @Root() split: StoredSplit,
    @Arg('capital', () => Float, {
      nullable,
      description:
        'Capital of the unit book, in the currency of the prices; notional and shares need it.',
    })
    capital: number | null | undefined,
    @Arg('lot', () => Int, {
      nullable,
      defaultValue: 1,
      description: 'Lot size: orders are whole multiples of so many shares.',
    })
    lot: number | null,
    @Arg('hedge', () => Boolean, {
      nullable,
      defaultValue: false,
      description:
        'Adds the order of the market hedge: position −b in the equal-weight universe, with b the ' +
        'beta of net on it over the last 126 dates. Its asset `EQUAL_WEIGHT_MARKET` represents any ' +
        'instrument with that return (a basket, an equal-weight index fund); price and shares are null.',
    })
    hedge: boolean | null,
    @Ctx() { loaders }: Context,
  ): Promise<Order[]> {
    return ordersOf(split, { ...toSizing(capital, lot), hedge: hedge ?? false }, loaders)
  }
}
