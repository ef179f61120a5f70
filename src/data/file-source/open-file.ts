import { UserError } from '../../lib/errors.js'
import { rowsOf } from '../duckdb.js'
import type { ProbedFile } from './bytes/probe.js'
import { fieldsOf } from './bytes/records.js'
import type { OpenFile } from './columns/column.js'
import { headerOf } from './columns/header.js'
import { seriesNames } from './columns/series-header.js'
import type { FileRole, ReadContext } from './context.js'
import { scanOf } from './scan.js'
import { unreadableParquet } from './table.js'

const COMMAS = { delimiter: ',', headerLine: 1 } as const

/** Finds the column names of a file, and how its cells are written. */
export async function openFile(
  { connection, today, format: { dateFormat, decimal } }: ReadContext,
  file: ProbedFile,
  { role, required }: { readonly role: FileRole; readonly required: readonly string[] },
): Promise<OpenFile> {
  if (file.format === 'csv') {
    const header = headerOf(file, { required, role })
    const cells = { today, dateFormat, decimal: decimal ?? decimalOf(file, header.lines) }
    return { file, ...header, types: [], cells }
  }
  const described = await rowsOf(
    connection,
    `select column_name, column_type
     from (describe select * from ${scanOf({ file, names: [], lines: COMMAS })})`,
  ).catch((thrown: unknown) => {
    throw unreadableParquet(file, thrown)
  })
  const names = described.map(([name]) => String(name))
  const types = described.map(([, type]) => String(type))
  const cells = { today, dateFormat, decimal: '.' } as const
  return { file, names, types, lines: COMMAS, cells, series: seriesNames(names) }
}

const WITH_COMMA = /^\s*[+-]?\d+,\d+\s*$/
const WITH_POINT = /^\s*[+-]?\d*\.\d+\s*$/
/** A comma before three digits may divide thousands. */
const THOUSANDS = /^\s*[+-]?\d{1,3},\d{3}\s*$/

/** The decimal point of a file with another delimiter than the comma, by its first rows. */
function decimalOf(file: ProbedFile, { delimiter, headerLine }: OpenFile['lines']): '.' | ',' {
  if (delimiter === ',') return '.'
  const rows = file.head.slice(headerLine)
  const cells = rows.flatMap((line) => fieldsOf(line, delimiter) ?? [])
  const commas = cells.filter((cell) => WITH_COMMA.test(cell))
  if (commas.length === 0 || cells.some((cell) => WITH_POINT.test(cell))) return '.'
  if (!commas.every((cell) => THOUSANDS.test(cell))) return ','
  throw new UserError(
    `${file.path} line ${headerLine + 1}: the comma of "${commas[0]?.trim()}" may be the decimal point, or ` +
      'divide thousands; add --decimal , where it is the point, or write the numbers without it',
  )
}
