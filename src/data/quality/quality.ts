import { first, last } from '../../lib/at.js'
import { pricesChecks } from './checks.js'
import { coverageByYear } from './coverage.js'
import type {
  FindingKind,
  QualityFinding,
  QualityInput,
  QualityReport,
  Severity,
} from './report.js'

/** How many findings of each kind are listed; the rest are counted in one line. */
const NAMED_PER_KIND = 20

const ORDER: readonly Severity[] = ['error', 'warning', 'note']

export interface InspectOptions {
  readonly files: QualityReport['files']
  /** Findings of the readers. */
  readonly found?: readonly QualityFinding[]
  /** Reports nothing before this date: an extension reports on its new dates. */
  readonly since?: string
}

/** Quality report of a panel of prices, its membership and its sectors. */
export function inspect(
  input: QualityInput,
  { files, found = [], since = '' }: InspectOptions,
): QualityReport {
  const { prices } = input
  const all = [...found, ...pricesChecks(input)].filter(
    ({ date = '', until = date }) => until === '' || until >= since,
  )
  const counts: Partial<Record<FindingKind, number>> = {}
  for (const { kind, count } of all) counts[kind] = (counts[kind] ?? 0) + count
  const byYear = coverageByYear(input)
  return {
    files,
    summary: {
      rows: byYear.reduce((sum, { rows }) => sum + rows, 0),
      symbols: prices.assets.length,
      dates: prices.dates.length,
      from: first(prices.dates),
      to: last(prices.dates),
      byYear,
    },
    counts,
    findings: capped(all).sort((a, b) => ORDER.indexOf(a.severity) - ORDER.indexOf(b.severity)),
  }
}

/** The first of each kind and severity, and one line for the rest. */
function capped(findings: readonly QualityFinding[]): QualityFinding[] {
  const byKind = new Map<string, QualityFinding[]>()
  for (const finding of findings) {
    const key = `${finding.kind} ${finding.severity}`
    const same = byKind.get(key)
    if (same) same.push(finding)
    else byKind.set(key, [finding])
  }
  return [...byKind.values()].flatMap((same) => {
    if (same.length <= NAMED_PER_KIND + 1) return same
    const rest = same.slice(NAMED_PER_KIND)
    const count = rest.reduce((sum, finding) => sum + finding.count, 0)
    const { kind, severity } = first(same)
    return [
      ...same.slice(0, NAMED_PER_KIND),
      { kind, severity, message: `and ${rest.length} more like these`, count },
    ]
  })
}
