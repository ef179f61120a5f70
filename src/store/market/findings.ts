import { basename } from 'node:path'
import { type Kysely, sql } from 'kysely'
import { groupedInOrder } from '../../lib/in-order.js'
import type { FindingRow, FindingsRow } from '../tables/dataset-version.js'
import type { Database } from '../tables/index.js'

/** Findings of an ingest that are stored; the rest is counted. */
const STORED = 1000

/** What is stored of the findings of an ingest, files without their folders. */
export function toFindingsRow(findings: readonly FindingRow[]): FindingsRow {
  const first = findings.slice(0, STORED).map((finding) => ({
    kind: finding.kind,
    severity: finding.severity,
    message: finding.message,
    count: finding.count,
    ...(finding.file !== undefined && { file: basename(finding.file) }),
    ...(finding.line !== undefined && { line: finding.line }),
    ...(finding.symbol !== undefined && { symbol: finding.symbol }),
    ...(finding.date !== undefined && { date: finding.date }),
    ...(finding.until !== undefined && { until: finding.until }),
  }))
  return { total: findings.length, first }
}

/** The findings of one version of a dataset. */
export interface VersionFindings extends FindingsRow {
  readonly version: number
}

/** By dataset id: the findings of each version that has them stored, the newest first. */
export async function findingsOf(
  db: Kysely<Database>,
  datasetIds: readonly number[],
): Promise<VersionFindings[][]> {
  const rows = await db
    .selectFrom('dataset_version')
    .select(['dataset_id', 'number', 'findings'])
    .where('dataset_id', '=', sql<number>`any(${datasetIds}::int[])`)
    .where('findings', 'is not', null)
    .orderBy('number', 'desc')
    .execute()
  return groupedInOrder(datasetIds, rows, (row) => row.dataset_id).map((versions) =>
    versions.map(({ number, findings }) => ({
      version: number,
      total: findings?.total ?? 0,
      first: findings?.first ?? [],
    })),
  )
}
