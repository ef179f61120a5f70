import { type Kysely, sql } from 'kysely'
import { groupedInOrder } from '../../lib/in-order.js'
import type { CodebookModule } from '../../results.js'
import type { Database } from '../tables/index.js'

export interface StoredCodebook {
  readonly module: CodebookModule
  /** `[K]`, how often each code was chosen in training. */
  readonly usageTrain: readonly number[]
}

/** The codebooks of each split content; empty where it has none. */
export async function codebooksOf(
  db: Kysely<Database>,
  contentIds: readonly number[],
): Promise<StoredCodebook[][]> {
  const rows = await db
    .selectFrom('codebook')
    .select(['content_id', 'module', 'usage_train as usageTrain'])
    .where('content_id', '=', sql<number>`any(${contentIds}::bigint[])`)
    .execute()
  return groupedInOrder(contentIds, rows, (row) => row.content_id)
}
