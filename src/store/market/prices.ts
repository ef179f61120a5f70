import { type Kysely, sql } from 'kysely'
import { groupedInOrder } from '../../lib/in-order.js'
import { type DatedVector, toFloat32 } from '../read/dated-vectors.js'
import type { ReturnsKey } from '../read/returns.js'
import type { Database } from '../tables/index.js'

/** Dollar volumes `close · volume` over the asset axis in each range, chronological; NaN where missing. */
export async function dollarVolumesBetween(
  db: Kysely<Database>,
  keys: readonly ReturnsKey[],
): Promise<DatedVector[][]> {
  const { rows } = await sql<{ n: number; date: string; bytes: Buffer }>`
    select k.n, p.date, array_send(p.dollar_volume) as bytes
    from ${rangeKeys(keys)}
    join price_day p on p.dataset_id = k.dataset_id and p.date between k.first and k.last
    order by p.date`.execute(db)
  return groupedInOrder(ordinals(keys), rows, ({ n }) => n).map((days) =>
    days.map(({ date, bytes }) => ({ date, values: toFloat32(bytes) })),
  )
}

export interface ClosesKey extends ReturnsKey {
  /** Of one asset, on the axis. */
  readonly position: number
}

export interface DatedClose {
  readonly date: string
  readonly close: number | null
}

/** Closes of one asset in each range, chronological; empty where the dataset has none stored. */
export async function closesBetween(
  db: Kysely<Database>,
  keys: readonly ClosesKey[],
): Promise<DatedClose[][]> {
  const positions = keys.map(({ position }) => position)
  const { rows } = await sql<{ n: number } & DatedClose>`
    select k.n, p.date, p.close[(${positions}::int[])[k.n] + 1] as close
    from ${rangeKeys(keys)}
    join price_day p on p.dataset_id = k.dataset_id and p.date between k.first and k.last
    order by p.date`.execute(db)
  return groupedInOrder(ordinals(keys), rows, ({ n }) => n).map((days) =>
    days.map(({ date, close }) => ({ date, close })),
  )
}

function rangeKeys(keys: readonly ReturnsKey[]) {
  return sql`unnest(${keys.map(({ datasetId }) => datasetId)}::int[],
    ${keys.map(({ from }) => from)}::date[], ${keys.map(({ to }) => to)}::date[])
    with ordinality as k (dataset_id, first, last, n)`
}

function ordinals(keys: readonly unknown[]): number[] {
  return keys.map((_, index) => index + 1)
}
