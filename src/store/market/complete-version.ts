import type pg from 'pg'
import { bumpDataVersion } from '../bump-data-version.js'
import type { FindingRow } from '../tables/dataset-version.js'
import { inTransaction } from '../transaction.js'
import type { DailyPrices } from './daily-prices.js'
import { toFindingsRow } from './findings.js'
import { writePrices } from './write-prices.js'

export interface MarketParts {
  readonly prices: DailyPrices
  readonly findings: readonly FindingRow[]
}

/** Stores closes, dollar volumes and findings of a version that an earlier release registered. */
export function completeVersion(
  pool: pg.Pool,
  { datasetId, versionId }: { readonly datasetId: number; readonly versionId: number },
  { prices, findings }: MarketParts,
): Promise<void> {
  return inTransaction(pool, async (transaction) => {
    const assets = await transaction.db
      .selectFrom('asset')
      .select(['symbol', 'position'])
      .where('dataset_id', '=', datasetId)
      .execute()
    const positions = new Map(assets.map(({ symbol, position }) => [symbol, position]))
    await writePrices(transaction, datasetId, { prices, from: null, positions })
    await transaction.db
      .updateTable('dataset_version')
      .set({ findings: JSON.stringify(toFindingsRow(findings)) })
      .where('id', '=', versionId)
      .execute()
    await bumpDataVersion(transaction.db)
  })
}
