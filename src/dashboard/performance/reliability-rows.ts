import type { ReliabilityQuery } from '../api/operations.js'

export interface ReliabilityRow {
  readonly kind: string
  readonly value: number | null
  readonly error: number | null
  readonly low: number | null
  readonly high: number | null
  readonly later: number | null
  readonly withoutBest: number | null
  readonly deflated: number | null
  /** Why a figure of the row may be missing. */
  readonly absent: string
}

/** The Sharpe ratios of net, hedged net and gross returns. */
export function reliabilityRows(run: NonNullable<ReliabilityQuery['run']>): ReliabilityRow[] {
  const { measures: m, laterByADay: later } = run
  return [
    {
      kind: 'Net',
      value: m.netSharpe,
      error: m.netSharpeStandardError,
      low: m.netSharpeLow,
      high: m.netSharpeHigh,
      later: later.netSharpe,
      withoutBest: m.netSharpeWithoutBestYear,
      deflated: m.deflatedNetSharpe,
      absent: 'Too few dates: an interval needs 20, and a best year another year.',
    },
    {
      kind: 'Hedged net',
      value: m.hedgedNetSharpe,
      error: m.hedgedNetSharpeStandardError,
      low: m.hedgedNetSharpeLow,
      high: m.hedgedNetSharpeHigh,
      later: later.hedgedNetSharpe,
      withoutBest: m.hedgedNetSharpeWithoutBestYear,
      deflated: m.deflatedHedgedNetSharpe,
      absent: 'Nothing is left once the market is hedged, or there are too few dates.',
    },
    {
      kind: 'Gross',
      value: m.grossSharpe,
      error: m.grossSharpeStandardError,
      low: null,
      high: null,
      later: later.grossSharpe,
      withoutBest: null,
      deflated: null,
      absent: 'Computed of net returns alone.',
    },
  ]
}
