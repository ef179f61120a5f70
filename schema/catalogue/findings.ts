import type { VersionFindings } from '../../src/store/market/findings.js'
import type { Finding, Findings } from './finding.type.js'

const NOTHING = { symbol: null, date: null, until: null, file: null, line: null } as const

/** The first findings of the versions of a dataset; null where none has any stored. */
export function toFindings(versions: readonly VersionFindings[], count: number): Findings | null {
  if (versions.length === 0) return null
  const rows = versions.flatMap(({ version, first }) =>
    first.map((finding): Finding => ({ ...NOTHING, ...finding, version })),
  )
  return {
    total: versions.reduce((sum, { total }) => sum + total, 0),
    rows: rows.slice(0, count),
  }
}
