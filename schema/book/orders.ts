import { tradeOf } from '../../src/accounts/orders.js'
import { UserError } from '../../src/lib/errors.js'
import { isPublished } from '../../src/performance/chain.js'
import { hedgeLeg } from '../../src/performance/hedge-leg.js'
import type { StoredSplit } from '../../src/store/read/splits.js'
import type { Loaders } from '../api/loaders.js'
import { assetAt } from '../catalogue/axis.js'
import type { Order } from './order.type.js'

export interface Sizing {
  readonly capital: number | null
  readonly lot: number
}

export interface OrdersOptions extends Sizing {
  /** Whether the market hedge is the last order. */
  readonly hedge: boolean
}

/** The trades of a live split to the book of its next date; empty for other splits. */
export async function ordersOf(
  split: StoredSplit,
  { hedge, ...sizing }: OrdersOptions,
  loaders: Loaders,
): Promise<Order[]> {
  const { current, trainTo, datasetId } = split
  if (!current?.nextDate || !isPublished(split)) return []
  const { id, scoredTo, nextDate } = current
  const [stored, axis] = await Promise.all([loaders.orders.load(id), loaders.axis.load(datasetId)])
  const dates = { decidedAt: scoredTo ?? trainTo, for: nextDate }
  const orders = stored.map(({ position, ...order }) => ({
    ...order,
    ...tradeOf(order, sizing),
    asset: assetAt(axis, position),
    ...dates,
  }))
  const leg = hedge ? await hedgeLeg(split, loaders) : null
  return leg === null ? orders : [...orders, { ...leg, ...tradeOf(leg, sizing), ...dates }]
}

/** Capital and lot, checked. */
export function toSizing(capital: number | null | undefined, lot: number | null): Sizing {
  return { capital: toCapital(capital), lot: toLot(lot ?? 1) }
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
