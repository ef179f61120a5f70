import { interval, plusMinus } from '../../jobs/cli/show/run-measures.js'
import { duration, fixed } from '../../jobs/cli/show/table.js'
import type { PairedDifference } from '../../src/accounts/paired-difference.js'
import { table } from '../_util/markdown.js'
import { atBothLags, differenceOf, type MeasuredRow, type Range } from '../walk-forward/measures.js'
import type { RunRow } from '../walk-forward/runs.js'

type Measured = MeasuredRow<RunRow>

/** A run whose splits start cold, and the same with a warm start. */
export interface ColdAndWarm {
  readonly cold: Measured
  readonly warm: Measured
}

/** Both runs over a range: Sharpe ratios net of costs, turnover, and the wall time of all trainings. */
export function pairTable({ cold, warm }: ColdAndWarm, range: Range): string {
  return table([
    ['start', 'net SR', 'hedged', 'net, lag 1', 'hedged, lag 1', 'turnover', 'trained'],
    ...[cold, warm].map((row) => {
      const [now, late] = atBothLags(row, range)
      return [
        row === warm ? 'warm' : 'cold',
        plusMinus(now.netSharpe, now.netSharpeStandardError),
        plusMinus(now.hedgedNetSharpe, now.hedgedNetSharpeStandardError),
        plusMinus(late.netSharpe, late.netSharpeStandardError),
        plusMinus(late.hedgedNetSharpe, late.hedgedNetSharpeStandardError),
        fixed(now.turnover, 3),
        duration(row.trainSeconds),
      ]
    }),
    ['warm less cold', ...differences({ cold, warm }, range), '', ''],
  ])
}

function differences({ cold, warm }: ColdAndWarm, range: Range): string[] {
  const cell = (lag: 0 | 1, of: 'net' | 'hedged') =>
    shown(differenceOf(warm.returns(lag, range)[of], cold.returns(lag, range)[of]))
  return [cell(0, 'net'), cell(0, 'hedged'), cell(1, 'net'), cell(1, 'hedged')]
}

function shown(found: PairedDifference | null): string {
  return found ? `${fixed(found.difference)} ${interval(found.low, found.high)}` : '–'
}

/** Each test year: hedged net Sharpe ratios of both at both lags, and in how many years the warm one is above. */
export function yearTable(pair: ColdAndWarm, years: readonly number[]): string {
  const rows = years.map((year) => ({ year, ...hedgedIn(pair, year) }))
  const above = (lag: 0 | 1) => rows.filter(({ warm, cold }) => warm[lag] > cold[lag]).length
  return table([
    ['year', 'cold', 'warm', 'cold, lag 1', 'warm, lag 1'],
    ...rows.map(({ year, cold, warm }) =>
      [String(year), cold[0], warm[0], cold[1], warm[1]].map((value) =>
        typeof value === 'string' ? value : fixed(value),
      ),
    ),
    ['warm above cold', '', `${above(0)} of ${rows.length}`, '', `${above(1)} of ${rows.length}`],
  ])
}

function hedgedIn({ cold, warm }: ColdAndWarm, year: number) {
  const range = { from: `${year}-01-01`, to: `${year}-12-31` }
  const of = (row: Measured) =>
    atBothLags(row, range).map(({ hedgedNetSharpe }) => hedgedNetSharpe ?? Number.NaN)
  return { cold: of(cold) as [number, number], warm: of(warm) as [number, number] }
}
