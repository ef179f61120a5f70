import { briefReport } from './brief.js'
import { count, lineOf, number } from './lines.js'
import type { QualityReport } from './report.js'

/**
 * The report as lines of text, most serious first: at most twelve lines, one for each kind of finding
 * with its worst example; with `all` every file, year and finding.
 */
export function formatReport(
  report: QualityReport,
  { all = false }: { readonly all?: boolean } = {},
): string[] {
  return all ? fullReport(report) : briefReport(report)
}

function fullReport(report: QualityReport): string[] {
  const { files, summary, findings } = report
  return [
    ...files.map(({ file, role, rows }) => `${file}: ${number.format(rows)} ${role} rows`),
    `${count(summary.rows, 'row')}, ${count(summary.symbols, 'symbol')}, ` +
      `${count(summary.dates, 'date')}, ${summary.from} to ${summary.to}`,
    '',
    'year   dates        rows  symbols  members with prices',
    ...summary.byYear.map(
      ({ year, dates, rows, symbols, memberShare }) =>
        `${year}  ${pad(dates, 6)}  ${pad(rows, 10)}  ${pad(symbols, 7)}  ` +
        (memberShare === null ? '–' : `${(100 * memberShare).toFixed(1)} %`),
    ),
    '',
    ...(findings.length === 0 ? ['nothing suspicious found'] : findings.map(lineOf)),
    ...totals(report),
  ]
}

function totals({ counts }: QualityReport): string[] {
  const parts = Object.entries(counts).map(([kind, n]) => `${kind} ${number.format(n)}`)
  return parts.length === 0 ? [] : ['', `counted: ${parts.join(', ')}`]
}

function pad(value: number, width: number): string {
  return number.format(value).padStart(width)
}
