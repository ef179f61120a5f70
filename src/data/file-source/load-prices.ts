import { first } from '../../lib/at.js'
import { rowsOf } from '../duckdb.js'
import type { QualityFinding } from '../quality/report.js'
import type { ProbedFile } from './bytes/probe.js'
import { columnFindings, priceColumns } from './columns/price-columns.js'
import { wideFile } from './columns/series.js'
import type { ReadContext } from './context.js'
import { loadWide } from './load-wide.js'
import { openFile } from './open-file.js'
import { rowFindings } from './price-findings.js'
import { type LoadedFile, unevenLines } from './row-lines.js'
import { loadRows } from './table.js'

export interface LoadedPrices extends LoadedFile {
  readonly found: readonly QualityFinding[]
}

const REQUIRED = ['date', 'symbol', 'close']

/** Appends the rows of a long or wide price file to the table `prices`. */
export async function loadPrices(file: ProbedFile, context: ReadContext): Promise<LoadedPrices> {
  const { connection, mapping, format } = context
  const opened = await openFile(context, file, { role: 'prices', required: REQUIRED })
  const { names, lines } = opened
  const sought = { file, role: 'prices', names, mapping, required: REQUIRED }
  const start = await rowCount(context)
  const wide = wideFile(opened, sought, format)
  if (wide) return { file, start, lines, ...(await loadWide(context, opened, wide)) }
  const columns = priceColumns(sought, format)
  const { count: rows, normalised } = await loadRows(connection, 'prices', opened, columns)
  const found = await rowFindings(connection, { file, start, normalised })
  return {
    file,
    start,
    rows,
    lines,
    lineOf: await unevenLines(opened, rows),
    found: [...columnFindings(opened, columns), ...found],
  }
}

async function rowCount({ connection }: ReadContext): Promise<number> {
  const [count] = first(await rowsOf(connection, 'select count(*) from prices'))
  return Number(count)
}
