import { first } from '../../lib/at.js'
import { rowsOf } from '../duckdb.js'
import type { QualityFinding } from '../quality/report.js'
import type { ReadContext } from './context.js'
import type { ProbedFile } from './probe.js'

/** Findings about the rows of one file: rows without a price, symbols with spaces. */
export async function rowFindings(
  { connection }: ReadContext,
  file: ProbedFile,
  start: number,
): Promise<QualityFinding[]> {
  const counts = first(
    await rowsOf(
      connection,
      `select count(*) filter (adj_close is null), count(*) filter (trimmed)
       from prices where rowid >= ${start}`,
    ),
  )
  const [empty = 0, trimmed = 0] = counts.map(Number)
  const found: QualityFinding[] = []
  if (empty > 0) {
    const message = `${empty} rows have no price; they were left out`
    const shared = { severity: 'warning', file: file.name, count: empty } as const
    found.push({ ...shared, kind: 'empty-price', message })
  }
  if (trimmed > 0) {
    const message = `${trimmed} symbols had spaces around them; the spaces were removed`
    const shared = { severity: 'note', file: file.name, count: trimmed } as const
    found.push({ ...shared, kind: 'trimmed-symbol', message })
  }
  return found
}
