import { UserError } from '../../../lib/errors.js'
import type { ProbedFile } from '../bytes/probe.js'
import { type CsvLines, fieldsOf } from '../bytes/records.js'
import { ALIASES, normalName } from './aliases.js'
import type { SeriesColumn } from './column.js'
import { isoDateOf } from './dates.js'
import { seriesHeader } from './series-header.js'

export interface Header {
  readonly names: readonly string[]
  readonly lines: CsvLines
  /** Field and symbol of each column, where the header names both. */
  readonly series?: readonly SeriesColumn[]
}

const DELIMITERS = [',', ';', '\t', '|'] as const

/** Column names of a CSV file, and how its lines are divided. */
export function headerOf(
  file: ProbedFile,
  { required, role }: { readonly required: readonly string[]; readonly role: string },
): Header {
  const [line = ''] = file.head
  assertFirstLine(file, line)
  const headerLine = role === 'factors' ? factorsHeaderLine(file) : 1
  const text = file.head[headerLine - 1] ?? line
  const delimiter = delimiterOf(text)
  const names = namesIn(text, delimiter)
  const series = seriesHeader(file, delimiter)
  if (series)
    return {
      names: series.names,
      lines: { delimiter, headerLine: series.headerLine },
      series: series.columns,
    }
  assertNames(file, text, { names, required })
  return { names, lines: { delimiter, headerLine, ...(headerLine > 1 && { footer: FOOTER }) } }
}

function assertFirstLine({ path }: ProbedFile, line: string): void {
  if (line.includes('\r')) {
    throw new UserError(`${path} ends its lines with CR alone; save it with LF or CRLF`)
  }
  if (!/^"?sep=.{0,3}$/i.test(line)) return
  throw new UserError(
    `${path} line 1 is Excel's line about the separator (${line}), not a header; remove it: ` +
      `sed -i 1d '${path}'`,
  )
}

/** Kenneth French's files have lines about the data before the header, and one after the table. */
const FOOTER = 'Copyright'

function factorsHeaderLine({ head }: ProbedFile): number {
  const isHeader = (text: string) =>
    namesIn(text, delimiterOf(text)).some((name) =>
      (ALIASES['Mkt-RF'] ?? []).includes(normalName(name)),
    )
  return Math.max(0, head.findIndex(isHeader)) + 1
}

/** The delimiter that yields most fields. */
function delimiterOf(text: string): string {
  const counts = DELIMITERS.map((delimiter) => namesIn(text, delimiter).length)
  return DELIMITERS[counts.indexOf(Math.max(...counts))] ?? ','
}

function namesIn(text: string, delimiter: string): string[] {
  return (fieldsOf(text, delimiter) ?? [text]).map((name) => name.trim())
}

function assertNames(
  { path }: ProbedFile,
  text: string,
  { names, required }: { readonly names: readonly string[]; readonly required: readonly string[] },
): void {
  const dates = names.filter((name) => isoDateOf(name, {}) !== null)
  if (dates.length === 0) return
  if (names[0] !== dates[0] && dates.length === names.length - 1) {
    throw new UserError(
      `${path} has one column for each date (${dates[0]}, …); write one row for each date and symbol, ` +
        'in pandas: df.melt(id_vars=df.columns[0], var_name="date", value_name="close")',
    )
  }
  throw new UserError(
    `${path} line 1 is data, not a header: "${text}"; ` +
      `put a line with the column names (${required.join(', ')}, …) first`,
  )
}
