import { type Kysely, sql } from 'kysely'
import { groupedInOrder } from '../../lib/in-order.js'
import { mapInTurns } from '../../lib/turns.js'
import type { Database } from '../tables/index.js'
import { type DatedVector, toFloat64 } from './dated-vectors.js'

export interface ReturnsKey {
  readonly datasetId: number
  readonly from: string
  readonly to: string
}

/** Simple returns over the asset axis in each range, chronological; NaN where missing. */
export async function returnsBetween(
  db: Kysely<Database>,
  keys: readonly ReturnsKey[],
): Promise<DatedVector<Float64Array>[][]> {
  const { rows } = await sql<ReturnRow>`
    select k.n, r.date, array_send(r.v) as bytes
    from unnest(${keys.map(({ datasetId }) => datasetId)}::int[],
      ${keys.map(({ from }) => from)}::date[], ${keys.map(({ to }) => to)}::date[])
      with ordinality as k (dataset_id, first, last, n)
    join return_day r on r.dataset_id = k.dataset_id and r.date between k.first and k.last
    order by r.date`.execute(db)
  return vectorsInOrder(keys, rows)
}

export interface ReturnsBeforeKey {
  readonly datasetId: number
  readonly date: string
  readonly count: number
}

/** The returns of the last `count` trading dates before each date, chronological. */
export async function returnsBefore(
  db: Kysely<Database>,
  keys: readonly ReturnsBeforeKey[],
): Promise<DatedVector<Float64Array>[][]> {
  const { rows } = await sql<ReturnRow>`
    select k.n, r.date, array_send(r.v) as bytes
    from unnest(${keys.map(({ datasetId }) => datasetId)}::int[],
      ${keys.map(({ date }) => date)}::date[], ${keys.map(({ count }) => count)}::int[])
      with ordinality as k (dataset_id, before, count, n)
    cross join lateral (
      select date, v from return_day
      where return_day.dataset_id = k.dataset_id and return_day.date < k.before
      order by date desc limit k.count
    ) r
    order by r.date`.execute(db)
  return vectorsInOrder(keys, rows)
}

interface ReturnRow {
  readonly n: number
  readonly date: string
  readonly bytes: Buffer
}

function vectorsInOrder(
  keys: readonly unknown[],
  rows: readonly ReturnRow[],
): Promise<DatedVector<Float64Array>[][]> {
  const ordinals = keys.map((_, index) => index + 1)
  return mapInTurns(
    groupedInOrder(ordinals, rows, ({ n }) => n),
    (days) => days.map(({ date, bytes }) => ({ date, values: toFloat64(bytes) })),
  )
}
