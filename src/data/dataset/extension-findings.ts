import type { QualityFinding } from '../quality/report.js'
import type { Comparison, Restatement } from './comparison.js'

/** Findings about how the files compare with the stored dataset. */
export function extensionFindings(
  { keptValues, unanchored }: Comparison,
  restatement: Restatement | null,
): QualityFinding[] {
  return [
    ...(restatement ? [restatedRow(restatement)] : []),
    ...(keptValues > 0 ? [keptStoredValues(keptValues)] : []),
    ...(unanchored > 0 ? [noAnchor(unanchored)] : []),
  ]
}

function restatedRow({ symbol, date, message }: Restatement): QualityFinding {
  const text = `${message}: the past is restated, runs on the version before are stale`
  return { kind: 'restated-row', severity: 'warning', symbol, date, message: text, count: 1 }
}

function keptStoredValues(count: number): QualityFinding {
  const message = `${count} opens, highs, lows, closes or volumes of the past differ in the files; the stored ones were kept (only adjusted returns count)`
  return { kind: 'kept-stored-value', severity: 'note', message, count }
}

function noAnchor(count: number): QualityFinding {
  const message = `${count} symbols continue without a row that both have: their adj_close is assumed to be on the stored level; include the last stored date to be sure`
  return { kind: 'no-anchor', severity: 'note', message, count }
}
