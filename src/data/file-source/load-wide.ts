import { at, first } from '../../lib/at.js'
import { rowsOf } from '../duckdb.js'
import type { QualityFinding } from '../quality/report.js'
import type { Column, OpenFile } from './columns/column.js'
import { columnFindings } from './columns/price-columns.js'
import type { WideFile } from './columns/series.js'
import type { ReadContext } from './context.js'
import { explainParquetRow, explainText } from './explain.js'
import { rowFindings } from './price-findings.js'
import { type LoadedFile, unevenLines } from './row-lines.js'
import { selectOf } from './scan.js'
import { assertTypes, noRows, runOnFile } from './table.js'

interface LoadedWide extends Pick<LoadedFile, 'rows' | 'lineOf'> {
  readonly found: readonly QualityFinding[]
}

/**
 * Appends a row for each symbol and line of a wide file to the table `prices`, symbol after symbol; the
 * empty ones too, so that a row's number tells its line.
 */
export async function loadWide(
  context: ReadContext,
  opened: OpenFile,
  { date, symbols }: WideFile,
): Promise<LoadedWide> {
  const { connection } = context
  const start = await countOf(context, 'prices')
  const columns = [date, ...symbols.flatMap((one) => one.columns.slice(1))]
  assertTypes(opened, columns)
  await runOnFile(connection, opened, columns, (source) => {
    return `create or replace temp table wide_file as select * from ${source}`
  })
  const records = await countOf(context, 'wide_file')
  if (records === 0) throw noRows(opened.file)
  for (const one of symbols) {
    await connection.run(
      `insert into prices ${selectOf(opened, inOrder(one.columns), 'wide_file')}`,
    )
  }
  await connection.run('drop table wide_file')
  await assertGood(context, opened, { columns, start, records })
  const found = await rowFindings(connection, { file: opened.file, start, hasEmptyRows: true })
  const named = columnFindings({ file: opened.file, names: [] }, at(symbols, 0).columns)
  const lineOf = await wideLines(opened, { records, rows: records * symbols.length })
  return { rows: records * symbols.length, lineOf, found: [...named, ...found] }
}

const TABLE_ORDER = ['date', 'symbol', 'open', 'high', 'low', 'close', 'adj_close', 'volume']

function inOrder<C extends { readonly name: string }>(columns: readonly C[]): C[] {
  return [...columns].sort((a, b) => TABLE_ORDER.indexOf(a.name) - TABLE_ORDER.indexOf(b.name))
}

async function countOf({ connection }: ReadContext, table: string): Promise<number> {
  const [count] = first(await rowsOf(connection, `select count(*) from ${table}`))
  return Number(count)
}

/** Throws for the first bad cell of the file. */
async function assertGood(
  { connection }: ReadContext,
  opened: OpenFile,
  {
    columns,
    start,
    records,
  }: {
    readonly columns: readonly Column[]
    readonly start: number
    readonly records: number
  },
): Promise<void> {
  const [record] = first(
    await rowsOf(
      connection,
      `select min((rowid - ${start}) % ${records}) from prices where bad and rowid >= ${start}`,
    ),
  )
  if (record === null) return
  if (opened.file.format === 'csv') await explainText(opened, columns)
  else await explainParquetRow(connection, opened, columns, Number(record) + 1)
}

/** Line of each row: the records repeat for each symbol. */
async function wideLines(
  opened: OpenFile,
  { records, rows }: { readonly records: number; readonly rows: number },
): Promise<Int32Array> {
  const uneven = await unevenLines(opened, records)
  const first = opened.file.format === 'csv' ? opened.lines.headerLine + 1 : 1
  return Int32Array.from({ length: rows }, (_, row) => {
    const record = row % records
    return uneven === null ? first + record : at(uneven, record)
  })
}
