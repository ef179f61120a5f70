import { interval } from '../../jobs/cli/show/run-measures.js'
import { fixed, percent } from '../../jobs/cli/show/table.js'
import { table } from '../_util/markdown.js'
import { atBothLags, COSTS, LAGS, type Range } from '../walk-forward/measures.js'
import { labelOf, type ResultRow } from './plan.js'

export function methodsTable(rows: readonly ResultRow[], range: Range): string {
  const hasAlpha = rows.some((row) => row.at(0, range).alpha !== null)
  return table([
    [
      'method',
      'lag',
      'gross SR',
      '±',
      'net SR',
      '±',
      'hedged SR',
      '±',
      'net a year',
      'volatility',
      'hedged a year',
      'turnover',
      'short',
      'net exposure',
      'beta',
      'break-even bp',
      'EV',
      'names',
      'largest fall',
      ...(hasAlpha ? ['alpha (t)', 'hedged alpha (t)'] : []),
    ],
    ...rows.flatMap((row) =>
      LAGS.map((lag) => {
        const m = row.at(lag, range)
        const alpha = (found: typeof m.alpha) =>
          found ? `${percent(found.alpha)} (${fixed(found.tStatistic, 1)})` : '–'
        return [
          lag === 0 ? labelOf(row.row) : '',
          String(lag),
          fixed(m.grossSharpe),
          fixed(m.grossSharpeStandardError),
          fixed(m.netSharpe),
          fixed(m.netSharpeStandardError),
          fixed(m.hedgedNetSharpe),
          fixed(m.hedgedNetSharpeStandardError),
          percent(m.meanNet),
          percent(m.volatility),
          percent(m.meanHedgedNet),
          fixed(m.turnover, 3),
          fixed(m.shortExposure),
          fixed(m.netExposure),
          fixed(m.marketBeta),
          fixed(m.breakEvenCostBps, 1),
          fixed(m.explainedVariance),
          fixed(m.effectiveNames, 0),
          percent(m.maxDrawdown),
          ...(hasAlpha ? [alpha(m.alpha), alpha(m.hedgedAlpha)] : []),
        ]
      }),
    ),
  ])
}

export function laterTable(rows: readonly ResultRow[], range: Range): string {
  return table([
    [
      'method',
      'net SR',
      'interval',
      'hedged SR',
      'interval',
      'net, lag 1',
      'hedged, lag 1',
      '±',
      'interval',
      'without its best year',
      'deflated',
    ],
    ...rows.map((row) => {
      const [now, late] = atBothLags(row, range)
      return [
        labelOf(row.row),
        fixed(now.netSharpe),
        interval(now.netSharpeLow, now.netSharpeHigh),
        fixed(now.hedgedNetSharpe),
        interval(now.hedgedNetSharpeLow, now.hedgedNetSharpeHigh),
        fixed(late.netSharpe),
        fixed(late.hedgedNetSharpe),
        fixed(late.hedgedNetSharpeStandardError),
        interval(late.hedgedNetSharpeLow, late.hedgedNetSharpeHigh),
        fixed(late.hedgedNetSharpeWithoutBestYear),
        fixed(late.deflatedHedgedSharpe, 3),
      ]
    }),
  ])
}

export function costTable(rows: readonly ResultRow[], range: Range): string {
  const columns = LAGS.flatMap((lag) => COSTS.map((cost) => ({ lag, cost })))
  const titles = (name: string) => columns.map(({ lag, cost }) => `${name} ${cost} bp, lag ${lag}`)
  return table([
    ['method', ...titles('net'), ...titles('hedged')],
    ...rows.map((row) => {
      const measures = columns.map(({ lag, cost }) => row.at(lag, range, cost))
      return [
        labelOf(row.row),
        ...measures.map((m) => fixed(m.netSharpe)),
        ...measures.map((m) => fixed(m.hedgedNetSharpe)),
      ]
    }),
  ])
}

export function yearTable(
  base: ResultRow,
  { from, to }: { readonly from: number; readonly to: number },
): string {
  const years = Array.from({ length: to - from + 1 }, (_, i) => String(from + i))
  return table([
    [
      'year',
      'gross SR',
      'net SR',
      'hedged SR',
      'net, lag 1',
      'hedged, lag 1',
      'net',
      'hedged',
      'turnover',
      'beta',
      'EV',
    ],
    ...years.map((year) => {
      const range = { from: `${year}-01-01`, to: `${year}-12-31` }
      const [now, late] = atBothLags(base, range)
      return [
        year,
        fixed(now.grossSharpe),
        fixed(now.netSharpe),
        fixed(now.hedgedNetSharpe),
        fixed(late.netSharpe),
        fixed(late.hedgedNetSharpe),
        percent(now.meanNet),
        percent(now.meanHedgedNet),
        fixed(now.turnover, 3),
        fixed(now.marketBeta),
        fixed(now.explainedVariance),
      ]
    }),
  ])
}
