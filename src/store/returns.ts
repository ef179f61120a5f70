import { type Kysely, sql } from 'kysely'
import { groupedInOrder } from '../lib/in-order.js'
import type { DatedValues } from './content-days.js'
import type { Database } from './tables/index.js'

export interface ReturnsKey {
  readonly datasetId: number
  readonly from: string
  readonly to: string
}

/** Simple returns over the asset axis in each range, chronological; null where missing. */
export async function returnsBetween(
  db: Kysely<Database>,
  keys: readonly ReturnsKey[],
): Promise<DatedValues[][]> {
  const { rows } = await sql<DatedValues & { n: number }>`
    select k.n, r.date, r.v as values
    from unnest(${keys.map(({ datasetId }) => datasetId)}::int[],
      ${keys.map(({ from }) => from)}::date[], ${keys.map(({ to }) => to)}::date[])
      with ordinality as k (dataset_id, first, last, n)
    join return_day r on r.dataset_id = k.dataset_id and r.date between k.first and k.last
    order by r.date`.execute(db)
  return groupedInOrder(
    keys.map((_, index) => index + 1),
    rows,
    ({ n }) => n,
  )
}
