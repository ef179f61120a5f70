import { type Kysely, sql } from 'kysely'
import { sha256 } from '../lib/hash.js'
import type { Database } from './tables/index.js'

/** The file of a trained seed, in the database, where every worker can read it. */
export interface StoredCheckpoint {
  readonly runId: string
  readonly split: string
  readonly seed: number
  readonly content: Uint8Array
}

export async function saveCheckpoint(
  db: Kysely<Database>,
  { runId, split, seed, content }: StoredCheckpoint,
): Promise<void> {
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength)
  await db
    .insertInto('checkpoint')
    .values({ run_id: runId, split, seed, sha256: sha256(bytes), content: bytes })
    .onConflict((conflict) =>
      conflict.columns(['run_id', 'split', 'seed']).doUpdateSet((excluded) => ({
        sha256: excluded.ref('excluded.sha256'),
        content: excluded.ref('excluded.content'),
        created_at: sql`clock_timestamp()`,
      })),
    )
    .execute()
}

/** The seeds of a split whose bytes are whole; a damaged one is left out, and so trained again. */
export async function checkpointsOf(
  db: Kysely<Database>,
  runId: string,
  split: string,
): Promise<StoredCheckpoint[]> {
  const rows = await db
    .selectFrom('checkpoint')
    .select(['seed', 'sha256', 'content'])
    .where('run_id', '=', runId)
    .where('split', '=', split)
    .orderBy('seed')
    .execute()
  return rows
    .filter((row) => sha256(row.content) === row.sha256)
    .map(({ seed, content }) => ({ runId, split, seed, content }))
}
