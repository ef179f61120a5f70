import { type Kysely, sql } from 'kysely'
import { groupedInOrder } from '../../lib/in-order.js'
import type { NamedValue } from '../../results.js'
import type { Database } from '../tables/index.js'

export interface StoredEpoch {
  readonly seed: number
  readonly epoch: number
  readonly loss: number | null
  readonly netSharpe: number | null
  readonly grossSharpe: number | null
  readonly turnover: number | null
  readonly explainedVariance: number | null
  readonly effectiveFactors: number | null
  readonly metrics: readonly NamedValue[]
  readonly best: boolean
}

/** The epochs behind each split content, by seed and epoch; empty where nothing was trained. */
export async function trainingOf(
  db: Kysely<Database>,
  contentIds: readonly number[],
): Promise<StoredEpoch[][]> {
  const rows = await db
    .selectFrom('training_epoch')
    .select([
      'content_id',
      'seed',
      'epoch',
      'loss',
      'net_sharpe as netSharpe',
      'gross_sharpe as grossSharpe',
      'turnover',
      'explained_variance as explainedVariance',
      'effective_factors as effectiveFactors',
      'metrics',
      'best',
    ])
    .where('content_id', '=', sql<number>`any(${contentIds}::bigint[])`)
    .orderBy('seed')
    .orderBy('epoch')
    .execute()
  return groupedInOrder(contentIds, rows, (row) => row.content_id)
}
