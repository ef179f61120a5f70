import { Arg, Ctx, FieldResolver, Float, Int, Resolver, Root } from 'type-graphql'
import { tradeOf } from '../src/accounts/orders.js'
import { UserError } from '../src/lib/errors.js'
import type { StoredSplit } from '../src/store/splits.js'
import { toTop } from './arguments.js'
import { AssetWeight } from './asset.type.js'
import type { Context } from './context.js'
import { Side } from './enums.js'
import { Order } from './order.type.js'
import { weightsIn } from './rankings.js'
import { DateScalar } from './scalars.js'
import { Split } from './split.type.js'
import { decidedOn } from './trading-dates.js'

const nullable = true

/** What a split holds and is about to trade. */
@Resolver(() => Split)
export class BookResolver {
  @FieldResolver(() => [AssetWeight], {
    description: 'The book of the date: the assets with a position, the largest first.',
  })
  async weights(
    @Root() split: StoredSplit,
    @Arg('date', () => DateScalar) date: string,
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

  @FieldResolver(() => [Order], {
    description:
      'Of a live split: the trades from the last book to that of `nextDate`. Empty elsewhere.',
  })
  async orders(
    @Root() split: StoredSplit,
    @Arg('capital', () => Float, { nullable, description: 'Value of the unit book.' })
    capital: number | null | undefined,
    @Arg('lot', () => Int, { nullable, defaultValue: 1, description: 'Shares traded at once.' })
    lot: number | null,
    @Ctx() { loaders }: Context,
  ): Promise<Order[]> {
    const sizing = { capital: toCapital(capital), lot: toLot(lot ?? 1) }
    const { current, trainTo, datasetId } = split
    if (!current?.nextDate) return []
    const { id, scoredTo, nextDate } = current
    const [orders, axis] = await Promise.all([
      loaders.orders.load(id),
      loaders.axis.load(datasetId),
    ])
    return orders.map(({ position, ...order }) => ({
      ...order,
      ...tradeOf(order, sizing),
      asset: axis[position],
      decidedAt: scoredTo ?? trainTo,
      for: nextDate,
    }))
  }
}

function toCapital(capital: number | null | undefined): number | null {
  if (capital === null || capital === undefined) return null
  if (Number.isFinite(capital) && capital > 0) return capital
  throw new UserError(`capital: ${capital} is not an amount: write one above 0`)
}

function toLot(lot: number): number {
  if (lot >= 1) return lot
  throw new UserError(`lot: ${lot} is below 1: write how many shares are traded at once`)
}
