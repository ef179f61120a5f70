import { fixed, percent } from '../../jobs/cli/show/table.js'
import type { Bar } from '../walk-forward/bars.js'
import type { Range } from '../walk-forward/measures.js'
import { predictionsOf } from '../walk-forward/ranking-tables.js'
import type { PredictRow } from './plan.js'
import { REFERENCE_RIDGE, referenceMean } from './ridge-check.js'
import type { Robustness } from './robustness.js'
import type { RankICSummary } from './yearly.js'

/** F6: the house's ridge on robust z-scores against the reference. */
export function ridgeBars({ mean, byYear }: RankICSummary): Bar[] {
  const { tolerance, yearTolerance } = REFERENCE_RIDGE
  const reference = referenceMean([...byYear.keys()])
  const gaps = [...byYear].map(([year, value]) =>
    Math.abs(value - (REFERENCE_RIDGE.byYear.get(year) ?? Number.NaN)),
  )
  const worst = Math.max(...gaps)
  return [
    {
      claim: `F6 ridge, robust z: mean Rank IC ${fixed(reference, 4)} ± ${tolerance}`,
      measured: fixed(mean, 4),
      holds: Math.abs(mean - reference) <= tolerance,
    },
    {
      claim: `F6 every year within ± ${yearTolerance}`,
      measured: `largest difference ${fixed(worst, 4)}`,
      holds: worst <= yearTolerance,
    },
  ]
}

/** F7 and F8: FactorVAE's risk and its ranking. */
export function factorVaeBars(row: PredictRow, range: Range): Bar[] {
  const { rankIC, rankICStandardError, coverage90, zStandardDeviation, riskRankIC } = predictionsOf(
    row,
    range,
  )
  const within = (value: number | null, low: number, high: number) =>
    value !== null && value >= low && value <= high
  const t = (rankIC ?? Number.NaN) / (rankICStandardError ?? Number.NaN)
  return [
    {
      claim: 'F7 the 90 % band covers 87 to 95 %',
      measured: percent(coverage90),
      holds: within(coverage90, 0.87, 0.95),
    },
    {
      claim: 'F7 sd of z between 0.90 and 1.15',
      measured: fixed(zStandardDeviation, 3),
      holds: within(zStandardDeviation, 0.9, 1.15),
    },
    {
      claim: 'F7 Rank IC of σ with the size of the return ≥ 0.20',
      measured: fixed(riskRankIC, 3),
      holds: (riskRankIC ?? 0) >= 0.2,
    },
    {
      claim: 'F8 FactorVAE: Rank IC ≥ 0.007 and t ≥ 2',
      measured: `${fixed(rankIC, 4)}, t ${fixed(t, 1)}`,
      holds: (rankIC ?? 0) >= 0.007 && t >= 2,
    },
  ]
}

/** F9: withheld names are predicted as well as the others. */
export function robustnessBar(found: Robustness): Bar {
  const { withheld, withheldError, others } = found
  return {
    claim:
      'F9 Rank IC within withheld names less than one standard error below that within the others',
    measured: `${fixed(withheld, 4)} ± ${fixed(withheldError, 4)} against ${fixed(others, 4)}`,
    holds: withheld >= others - withheldError,
  }
}
