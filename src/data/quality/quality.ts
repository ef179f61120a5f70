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
    findings: all.sort((a, b) => ORDER.indexOf(a.severity) - ORDER.indexOf(b.severity)),
  }
}
