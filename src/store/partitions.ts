import { setTimeout as pause } from 'node:timers/promises'
import type pg from 'pg'

/** The columns of `series_day`, for COPY. */
export const SERIES_DAY = {
  content_id: 'int8',
  series: 'text',
  date: 'date',
  factor: 'int2',
  v: 'float4[]',
} as const

/** The partition of `series_day` with the arrays of a content. */
export function partitionOf(contentId: number): string {
  return `series_day_${Number(contentId)}`
}

/** Makes the partition of a new content, apart until `attachPartition`: filling it holds nobody up. */
export async function addPartition(client: pg.ClientBase, contentId: number): Promise<void> {
  await client.query('select add_series_partition($1)', [contentId])
}

/**
 * Makes a filled partition part of the table. Until the transaction ends no other is attached or dropped, and
 * no other publication has its turn. Readers go on.
 */
export async function attachPartition(client: pg.ClientBase, contentId: number): Promise<void> {
  await client.query('select attach_series_partition($1)', [contentId])
}

export interface Swept {
  readonly dropped: number
  /** Still being read, or locked by a dump: the next sweep drops them. */
  readonly left: number
}

/** Partitions of contents that were removed, or whose arrays lie in the archive. */
const UNUSED = `select substr(c.relname, length('series_day_') + 1)::bigint as id from pg_class c
  where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname ~ '^series_day_[0-9]+$'
    and not exists (select from split_version sv where sv.id = substr(c.relname, length('series_day_') + 1)::bigint
      and not exists (select from archived_content a where a.content_id = sv.id and a.restored_at is null))
  order by 1`

/**
 * Drops the partitions that no content needs, each in its own transaction: no row is deleted, a file is removed.
 * The lock on the table is waited for a tenth of a second at a time, as readers queue behind it.
 */
export async function sweepPartitions(pool: pg.Pool): Promise<Swept> {
  const { rows } = await pool.query<{ id: number }>(UNUSED)
  let [dropped, left] = [0, 0]
  for (const { id } of rows) {
    if (await dropPartition(pool, id)) dropped++
    else left++
  }
  return { dropped, left }
}

const ATTEMPTS = 10
const PAUSE_MS = 200
const LOCK_NOT_AVAILABLE = '55P03'

async function dropPartition(pool: pg.Pool, contentId: number): Promise<boolean> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    try {
      const { rows } = await pool.query('select drop_series_partition($1) as dropped', [contentId])
      return rows[0]?.dropped === true
    } catch (thrown) {
      if ((thrown as { code?: string }).code !== LOCK_NOT_AVAILABLE) throw thrown
    }
    await pause(PAUSE_MS)
  }
  return false
}
