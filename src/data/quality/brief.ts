import { first } from '../../lib/at.js'
import { count, exampleOf, number } from './lines.js'
import type { QualityFinding, QualityReport, YearCoverage } from './report.js'

/** Lines of the whole report, and of its findings. */
const LINES = 12
const HEAD_LINES = 4
const NAMED_SYMBOLS = 3
const NAMED_FILES = 3
const LONGEST_LINE = 240

/** At most twelve lines: what was read, and one line for each kind of finding, most serious first. */
export function briefReport(report: QualityReport): string[] {
  const { summary, findings } = report
  const head = [
    filesLine(report),
    `${count(summary.rows, 'row')}, ${count(summary.symbols, 'symbol')}, ` +
      `${count(summary.dates, 'date')}, ${summary.from} to ${summary.to}`,
    ...membersLine(summary.byYear),
    '',
  ]
  if (findings.length === 0) return [...head, 'nothing suspicious found']
  const groups = groupsOf(findings)
  const shown = groups.slice(0, LINES - HEAD_LINES - 1)
  return [...head, ...shown.map(groupLine), lastLine(report, groups.length - shown.length)]
}

function filesLine({ files }: QualityReport): string {
  const parts = files.slice(0, NAMED_FILES).map(({ file, role, rows }) => {
    return `${file} (${number.format(rows)} ${role} rows)`
  })
  const more = files.length - parts.length
  return more > 0 ? `${parts.join(', ')} and ${count(more, 'more file')}` : parts.join(', ')
}

function membersLine(byYear: readonly YearCoverage[]): string[] {
  const shares = byYear.flatMap(({ year, memberShare }) =>
    memberShare === null ? [] : [{ year, memberShare }],
  )
  if (shares.length === 0) return []
  const least = shares.reduce((a, b) => (b.memberShare < a.memberShare ? b : a))
  const share = `${(100 * least.memberShare).toFixed(1)} %`
  return [`members with prices: at least ${share} of a year's dates (${least.year})`]
}

/** Findings of one kind and severity, in the order of the report. */
type Group = readonly QualityFinding[]

function groupsOf(findings: readonly QualityFinding[]): Group[] {
  const groups = new Map<string, QualityFinding[]>()
  for (const finding of findings) {
    const key = `${finding.severity} ${finding.kind}`
    const group = groups.get(key)
    if (group) group.push(finding)
    else groups.set(key, [finding])
  }
  return [...groups.values()]
}

function groupLine(group: Group): string {
  const { severity, kind } = first(group)
  const worst = group.reduce((a, b) => (b.count > a.count ? b : a))
  const line =
    group.length === 1
      ? exampleOf(worst)
      : `${number.format(group.length)}${symbolsOf(group)}; worst: ${exampleOf(worst)}`
  return shortened(`${severity} ${kind}: ${line}`)
}

/** ` (S01 12, S07 3 and 2 more symbols)`: the symbols with most findings. */
function symbolsOf(group: Group): string {
  const counts = new Map<string, number>()
  for (const { symbol } of group) {
    if (symbol !== undefined) counts.set(symbol, (counts.get(symbol) ?? 0) + 1)
  }
  if (counts.size === 0) return ''
  const sorted = [...counts].sort(([, a], [, b]) => b - a)
  const named = sorted.slice(0, NAMED_SYMBOLS).map(([symbol, n]) => `${symbol} ${number.format(n)}`)
  const more = sorted.length - named.length
  return ` (${named.join(', ')}${more > 0 ? ` and ${count(more, 'more symbol')}` : ''})`
}

function shortened(line: string): string {
  return line.length > LONGEST_LINE ? `${line.slice(0, LONGEST_LINE - 1)}…` : line
}

function lastLine({ findings }: QualityReport, moreKinds: number): string {
  const more = moreKinds > 0 ? `${count(moreKinds, 'more kind')}; ` : ''
  return `${more}${count(findings.length, 'finding')}; --all lists them, --json prints them as data`
}
