import { interval } from '../../jobs/cli/show/run-measures.js'
import { fixed, percent } from '../../jobs/cli/show/table.js'
import type { PairedDifference } from '../../src/accounts/paired-difference.js'
import { first, last } from '../../src/lib/at.js'
import { table } from '../_util/markdown.js'
import { atBothLags, COSTS, differenceOf, LAGS, type Range } from '../walk-forward/measures.js'
import { BASE_ID, type PlannedRow, type ResultRow } from './plan.js'

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

export function differenceTable(base: ResultRow, rows: readonly ResultRow[], range: Range): string {
  const [baseNow, baseLate] = [base.returns(0, range), base.returns(1, range)]
  return table([
    ['default less', 'net', 'interval', 'net, lag 1', 'interval', 'hedged, lag 1', 'interval'],
    ...rows
      .filter((row) => row !== base)
      .map((row) => {
        const [now, late] = [row.returns(0, range), row.returns(1, range)]
        return [
          labelOf(row.row),
          ...differenceCells(differenceOf(baseNow.net, now.net)),
          ...differenceCells(differenceOf(baseLate.net, late.net)),
          ...differenceCells(differenceOf(baseLate.hedged, late.hedged)),
        ]
      }),
  ])
}

/** Rows with incomplete runs, each beside the default on the same dates. */
export function soFarTable(base: ResultRow, rows: readonly ResultRow[]): string {
  return table([
    [
      'row',
      'dates',
      'gross SR',
      'net SR',
      'lag 1',
      'hedged, lag 1',
      '±',
      'turnover',
      'the default: net SR',
      'hedged, lag 1',
      'net, default less row',
      'interval',
      'hedged, lag 1',
      'interval',
    ],
    ...rows.map((row) => {
      const { dates } = row.series
      const range = { from: first(dates), to: last(dates) }
      const [now, late] = atBothLags(row, range)
      const [ofBase, lateBase] = atBothLags(base, range)
      return [
        labelOf(row.row),
        `${range.from} to ${range.to}, ${row.series.parts.length} splits`,
        fixed(now.grossSharpe),
        fixed(now.netSharpe),
        fixed(late.netSharpe),
        fixed(late.hedgedNetSharpe),
        fixed(late.netSharpeStandardError),
        fixed(now.turnover, 3),
        fixed(ofBase.netSharpe),
        fixed(lateBase.hedgedNetSharpe),
        ...differenceCells(differenceOf(base.returns(0, range).net, row.returns(0, range).net)),
        ...differenceCells(
          differenceOf(base.returns(1, range).hedged, row.returns(1, range).hedged),
        ),
      ]
    }),
  ])
}

function differenceCells(found: PairedDifference | null): [string, string] {
  return found ? [fixed(found.difference), interval(found.low, found.high)] : ['–', '–']
}

const PRINTED_COLUMNS = [
  'printed gross SR',
  'ours, lag 0',
  'lag 1',
  'printed net SR',
  'ours, lag 0',
  'lag 1',
  '±',
  'hedged, lag 0',
  'lag 1',
  'printed gross mean',
  'ours',
  'printed gross sd',
  'ours (net)',
  'printed beta',
  'ours',
  'turnover',
  'EV',
]

export function printedTable(rows: readonly ResultRow[], range: Range): string {
  return table([
    ['method', 'K', ...PRINTED_COLUMNS],
    ...rows.map((row) => [
      row.row.label,
      String(row.row.factorCount ?? ''),
      ...printedCells(row, range),
    ]),
  ])
}

function printedCells(measured: ResultRow, range: Range): string[] {
  const { printed } = measured.row
  const [now, late] = atBothLags(measured, range)
  const inPercent = (value: number | undefined) =>
    value === undefined ? '–' : percent(value / 100, 2)
  return [
    fixed(printed?.grossSharpe),
    fixed(now.grossSharpe),
    fixed(late.grossSharpe),
    fixed(printed?.netSharpe),
    fixed(now.netSharpe),
    fixed(late.netSharpe),
    fixed(now.netSharpeStandardError),
    fixed(now.hedgedNetSharpe),
    fixed(late.hedgedNetSharpe),
    inPercent(printed?.grossMean),
    percent(now.meanGross, 2),
    inPercent(printed?.grossVolatility),
    percent(now.volatility, 2),
    fixed(printed?.beta),
    fixed(now.marketBeta),
    fixed(now.turnover, 3),
    fixed(now.explainedVariance),
  ]
}

export function groupTable(rows: readonly ResultRow[], range: Range): string {
  const whole = rows.filter(
    ({ row }) => row.id === BASE_ID || row.id === 'attention-30' || row.table === 'groups',
  )
  const seen = new Set<string>()
  const lines = whole.flatMap((row) => {
    const name = row.row.table === 'groups' ? row.row.label : 'none'
    const key = `${name} ${row.row.factorCount}`
    if (seen.has(key)) return []
    seen.add(key)
    const printed = rows.find(
      (each) =>
        each.row.table === 'groups' &&
        each.row.label === name &&
        each.row.factorCount === row.row.factorCount,
    )?.row.printed
    const shown = { ...row, row: { ...row.row, printed: printed ?? row.row.printed } }
    return [[name, String(row.row.factorCount), ...printedCells(shown, range)]]
  })
  return table([['dropped', 'K', ...PRINTED_COLUMNS], ...lines])
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

export function runTable(rows: readonly ResultRow[]): string {
  return table([
    [
      'row',
      'run',
      'strategy',
      'settings beside the defaults',
      'seeds',
      'engine',
      'commit',
      'trained',
      'settings tried',
    ],
    ...rows.map(({ row, run, trainSeconds, trials }) => [
      row.id,
      run?.id.slice(0, 8) ?? '',
      row.strategy,
      Object.keys(row.settings).length === 0 ? '' : `\`${JSON.stringify(row.settings)}\``,
      run?.seeds.join(' ') ?? '',
      run?.engine ?? '',
      run?.commit?.slice(0, 7) ?? '',
      trainSeconds > 0 ? `${fixed(trainSeconds / 60, 1)} min` : '',
      String(trials),
    ]),
  ])
}

const MOST_SHARPE = 1.7
const EXPLAINED = { from: 0.38, to: 0.6 }

/** Rows outside the bounds for these data, or a statement that there is none. */
export function checks(rows: readonly ResultRow[], range: Range): string {
  const beyond = rows.flatMap((row) => {
    const [now, late] = atBothLags(row, range)
    const sharpes = [now, late].flatMap((m) => [m.netSharpe ?? 0, m.hedgedNetSharpe ?? 0])
    const best = Math.max(...sharpes)
    const ev = now.explainedVariance
    return [
      ...(best > MOST_SHARPE
        ? [`- ${labelOf(row.row)}: a Sharpe ratio of ${fixed(best)} after costs`]
        : []),
      ...(ev !== null &&
      row.row.strategy === 'attention-longconv' &&
      (ev < EXPLAINED.from || ev > EXPLAINED.to)
        ? [`- ${labelOf(row.row)}: explained variance ${fixed(ev)}`]
        : []),
    ]
  })
  const bounds = `A net or hedged Sharpe ratio above ${MOST_SHARPE} at 5 bp, or attention factors that explain less than ${EXPLAINED.from} or more than ${EXPLAINED.to} of the variance (bounds of K 8 to 30: fewer factors can only explain less)`
  return beyond.length === 0
    ? `${bounds}: no row is outside them.`
    : [`${bounds}. Outside are:`, '', ...beyond].join('\n')
}

export function labelOf({ label, factorCount, table: where }: PlannedRow): string {
  const name = where === 'groups' ? `Attention without ${label}` : label
  return factorCount === undefined ? name : `${name}, K ${factorCount}`
}
