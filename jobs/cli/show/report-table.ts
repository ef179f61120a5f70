import type { Alpha } from '../../../src/accounts/alpha.js'
import { CAPACITY_SHARES } from '../../../src/accounts/capacity.js'
import type { RunMeasures } from '../../tasks/report/measured-run.js'
import type { ReportRow, RunReport } from '../../tasks/report/run-report.js'
import { type Column, fixed, percent, table } from './table.js'

const right = (title: string): Column => ({ title, align: 'right' })

const COLUMNS: readonly Column[] = [
  { title: 'split' },
  ...[
    'days',
    'gross SR',
    'net SR',
    '± SE',
    'hedged SR',
    'turnover',
    'EV',
    'net SR lag 1',
    'hedged lag 1',
  ].map(right),
]

/** Measures per split and over all: hedged beside unhedged, decided a day earlier beside on time. */
export function reportTable({ rows, all, splits }: RunReport): string {
  const unscored = splits.filter(({ name }) => !rows.some((row) => row.name === name))
  const lines = [...rows, ...(all ? [all] : [])].map(reportLine)
  const measured = lines.length === 0 ? 'No date has been scored yet.' : table(COLUMNS, lines)
  const others = unscored.map(({ name, status, failure, live, current }) => {
    if (current) return `${name}: published, no PnL yet${live ? ' (live)' : ''}`
    return `${name}: ${status}${failure ? `, ${failure}` : ''}`
  })
  return [measured, ...others].join('\n')
}

function reportLine({ name, measures, lagOne }: ReportRow): string[] {
  return [
    name,
    String(measures.days),
    fixed(measures.grossSharpe),
    fixed(measures.netSharpe),
    fixed(measures.netSharpeStandardError),
    fixed(measures.hedgedNetSharpe),
    fixed(measures.turnover),
    fixed(measures.explainedVariance),
    fixed(lagOne.netSharpe),
    fixed(lagOne.hedgedNetSharpe),
  ]
}

export const BOOK_TITLES = ['net', 'hedged', 'net, lag 1', 'hedged, lag 1'] as const

/** What stands in a row of the table over all dates: net and hedged, on time and a day late. */
export type MeasureRow = readonly [label: string, ...values: [string, string, string, string]]

/** Everything over all dates that net and hedged net both have. */
export function measureRows({ measures, lagOne }: ReportRow): MeasureRow[] {
  const row = (
    label: string,
    net: (m: RunMeasures) => string,
    hedged: (m: RunMeasures) => string,
  ): MeasureRow => [label, net(measures), hedged(measures), net(lagOne), hedged(lagOne)]
  return [
    row(
      'Sharpe ratio',
      (m) => fixed(m.netSharpe),
      (m) => fixed(m.hedgedNetSharpe),
    ),
    row(
      '± standard error (Lo)',
      (m) => fixed(m.netSharpeStandardError),
      (m) => fixed(m.hedgedNetSharpeStandardError),
    ),
    row(
      '95 % interval (bootstrap)',
      (m) => interval(m.netSharpeLow, m.netSharpeHigh),
      (m) => interval(m.hedgedNetSharpeLow, m.hedgedNetSharpeHigh),
    ),
    row(
      'without its best year',
      (m) => fixed(m.netSharpeWithoutBestYear),
      (m) => fixed(m.hedgedNetSharpeWithoutBestYear),
    ),
    row(
      'deflated (probability)',
      (m) => fixed(m.deflatedSharpe, 3),
      (m) => fixed(m.deflatedHedgedSharpe, 3),
    ),
    row(
      'mean a year',
      (m) => percent(m.meanNet, 2),
      (m) => percent(m.meanHedgedNet, 2),
    ),
    row(
      'volatility a year',
      (m) => percent(m.volatility, 2),
      (m) => percent(m.hedgedNetVolatility, 2),
    ),
    row(
      'largest fall',
      (m) => percent(m.maxDrawdown),
      (m) => percent(m.hedgedNetMaxDrawdown),
    ),
    ...(measures.alpha
      ? [
          row(
            'alpha on the factors (t)',
            (m) => alphaText(m.alpha),
            (m) => alphaText(m.hedgedAlpha),
          ),
        ]
      : []),
  ]
}

/** Everything over all dates that belongs to the book: label, on time, a day late. */
export function bookRows({ measures, lagOne }: ReportRow): [string, string, string][] {
  const row = (label: string, text: (m: RunMeasures) => string): [string, string, string] => [
    label,
    text(measures),
    text(lagOne),
  ]
  return [
    row('gross Sharpe ratio', (m) => plusMinus(m.grossSharpe, m.grossSharpeStandardError)),
    row('gross mean a year', (m) => percent(m.meanGross, 2)),
    row('break-even cost', (m) => `${fixed(m.breakEvenCostBps, 1)} bp`),
    row('turnover a day', (m) => fixed(m.turnover, 3)),
    row('short exposure', (m) => fixed(m.shortExposure, 3)),
    row('market beta of net', (m) => fixed(m.marketBeta, 3)),
    ...once(row('net exposure', (m) => fixed(m.netExposure, 3))),
    ...once(row('effective names (median)', (m) => fixed(m.effectiveNames, 0))),
    ...once(row('explained variance', (m) => fixed(m.explainedVariance, 3))),
    ...CAPACITY_SHARES.flatMap((share, i) =>
      measures.capacity[i] === null
        ? []
        : once(
            row(`capacity at ${percent(share, 0)} of volume`, (m) =>
              dollars(m.capacity[i] ?? null),
            ),
          ),
    ),
  ]
}

/** A day's delay changes nothing of it. */
function once([label, text]: [string, string, string]): [string, string, string][] {
  return [[label, text, '']]
}

/** Further numbers over all dates. */
export function measureLines({ all, trials }: RunReport): string[] {
  if (!all) return []
  return [
    table(
      [{ title: 'over all dates' }, ...BOOK_TITLES.map(right)],
      measureRows(all).map((row) => [...row]),
    ),
    '',
    table([{ title: 'the book' }, right('lag 0'), right('lag 1')], bookRows(all)),
    '',
    `settings tried of this strategy on these data: ${trials}`,
  ]
}

/** Every expression of the tables, said once. */
export const NOTES: readonly string[] = [
  'SR: Sharpe ratio, mean over population sd, times √252, no risk-free rate; standard error after Lo (2002).',
  'net: after 5 bp a unit of turnover (two-sided) and 1 bp a day of short exposure. hedged: net after a rolling',
  'hedge with the equal-weight universe, beta from the 126 dates before, its trades charged. lag 1: decided one',
  'day earlier. EV: 1 − Var(ε)/Var(R) per asset, mean over assets, then over windows. Interval: stationary bootstrap.',
  'deflated: probability that the true ratio is above what the best of so many worthless settings would show.',
  'alpha: intercept a year on the factor portfolios of the dataset (Fama-French), t after Newey and West.',
  'capacity: capital at which 95 % of a median day’s turnover is at most that share of 20-day dollar volume.',
]

export function interval(low: number | null, high: number | null): string {
  return low === null || high === null ? '–' : `[${fixed(low)}, ${fixed(high)}]`
}

export function plusMinus(value: number | null, error: number | null): string {
  return error === null ? fixed(value) : `${fixed(value)} ± ${fixed(error)}`
}

function alphaText(alpha: Alpha | null): string {
  return alpha === null ? '–' : `${percent(alpha.alpha, 2)} (${fixed(alpha.tStatistic, 1)})`
}

const THOUSAND = 1000
const UNITS = ['', ' thousand', ' million', ' billion', ' trillion']

/** `12.3 million`, three digits. */
export function dollars(value: number | null): string {
  if (value === null) return '–'
  const power = Math.min(
    UNITS.length - 1,
    Math.max(0, Math.floor(Math.log10(Math.max(1, value)) / 3)),
  )
  return `$${(value / THOUSAND ** power).toPrecision(3)}${UNITS[power]}`
}
