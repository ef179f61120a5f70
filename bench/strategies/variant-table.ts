import { interval } from '../../jobs/cli/show/run-measures.js'
import { fixed, percent } from '../../jobs/cli/show/table.js'
import { table } from '../_util/markdown.js'
import { atBothLags, differenceOf, type Range } from '../walk-forward/measures.js'
import type { EffectiveFactors } from './effective-factors.js'
import type { ResultRow } from './plan.js'

interface VariantRanges {
  readonly all: Range
  /** Without the first year. */
  readonly later: Range
}

/** The default and its variants; differences of hedged net Sharpe ratios at lag 1, on the same dates. */
export function variantTable(
  base: ResultRow,
  variants: readonly ResultRow[],
  { all, later }: VariantRanges,
  effective: ReadonlyMap<string, EffectiveFactors>,
): string {
  return table([
    [
      'setting',
      'net SR',
      'hedged, lag 1',
      'without the first year',
      'interval',
      'less the default',
      'interval',
      'volatility',
      'turnover',
      'beta',
      'effective factors',
    ],
    ...[base, ...variants].map((row) => {
      const [now, late] = atBothLags(row, all)
      const without = row.at(1, later)
      const found = differenceOf(row.returns(1, all).hedged, base.returns(1, all).hedged)
      const difference = row === base ? null : found
      return [
        row === base ? 'the default' : row.row.label,
        fixed(now.netSharpe),
        fixed(late.hedgedNetSharpe),
        fixed(without.hedgedNetSharpe),
        interval(without.hedgedNetSharpeLow, without.hedgedNetSharpeHigh),
        fixed(difference?.difference),
        difference ? interval(difference.low, difference.high) : '',
        percent(now.volatility),
        fixed(now.turnover, 3),
        fixed(now.marketBeta),
        fixed(effective.get(row.row.id)?.effective, 1),
      ]
    }),
  ])
}
