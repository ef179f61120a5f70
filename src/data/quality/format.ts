import type { QualityFinding, QualityReport } from './report.js'

const number = new Intl.NumberFormat('en-US')

/** The report as lines of text, most serious first. */
export function formatReport(report: QualityReport): string[] {
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
    ...(findings.length === 0 ? ['nothing suspicious found'] : findings.map(toLine)),
    ...totals(report),
  ]
}

function toLine({ severity, kind, file, line, symbol, date, message }: QualityFinding): string {
  const place = file === undefined ? '' : line === undefined ? `${file}: ` : `${file}:${line}: `
  const subject = [symbol, date].filter((part) => part !== undefined).join(' ')
  return `${severity} ${kind}: ${place}${subject === '' ? '' : `${subject}: `}${message}`
}

function totals({ counts }: QualityReport): string[] {
  const parts = Object.entries(counts).map(([kind, count]) => `${kind} ${number.format(count)}`)
  return parts.length === 0 ? [] : ['', `counted: ${parts.join(', ')}`]
}

function pad(value: number, width: number): string {
  return number.format(value).padStart(width)
}

function count(n: number, noun: string): string {
  return `${number.format(n)} ${noun}${n === 1 ? '' : 's'}`
}
