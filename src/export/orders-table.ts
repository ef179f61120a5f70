import { tradeOf } from '../accounts/orders.js'
import type { OpenDatabase } from '../store/database.js'
import { ordersOf } from '../store/read/orders.js'
import type { ExportPlan } from './plan.js'
import { type Batch, COLUMNS, toBatch } from './table.js'

/** The trades to the next date of a live split, along the asset axis; none of other splits. */
export async function* ordersBatches(
  db: OpenDatabase['db'],
  { parts, positions, request }: ExportPlan,
): AsyncGenerator<Batch> {
  const sizing = { capital: request.capital ?? null, lot: request.lot }
  const live = parts.filter(({ dates }) => dates.length > 0)
  const orders = await ordersOf(
    db,
    live.map(({ split }) => split.current.id),
  )
  const wanted = positions && new Set(positions)
  const rows = live.flatMap(({ split: { current, trainTo }, dates: [date = ''] }, i) =>
    (orders[i] ?? [])
      .filter(({ position }) => !wanted || wanted.has(position))
      .map((order) => {
        const { trade, notional, shares } = tradeOf(order, sizing)
        const decidedAt = current.scoredTo ?? trainTo
        const { position, currentWeight, targetWeight, price } = order
        return [
          position,
          currentWeight,
          targetWeight,
          trade,
          price,
          notional,
          shares,
          decidedAt,
          date,
        ]
      }),
  )
  yield toBatch(COLUMNS.orders, rows)
}
