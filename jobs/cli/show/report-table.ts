import type { ReportRow, RunReport } from '../../tasks/report/run-report.js'
import { BOOK_TITLES, bookRows, measureRows } from './run-measures.js'
import { type Column, fixed, table } from './table.js'

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

/** Measures of each split and over all: hedged beside unhedged, a day late beside on time; why splits failed. */
export function reportTable(
  { rows, all, splits }: RunReport,
  { reasons = true }: { readonly reasons?: boolean } = {},
): string {
  const unscored = splits.filter(({ name }) => !rows.some((row) => row.name === name))
  const lines = [...rows, ...(all ? [all] : [])].map(reportLine)
  const measured = lines.length === 0 ? 'No date has been scored yet.' : table(COLUMNS, lines)
  const others = unscored.map(({ name, status, failure, live, current }) => {
    if (current) return `${name}: published, no PnL yet${live ? ' (live)' : ''}`
    return `${name}: ${status}${failure && reasons ? `, ${failure}` : ''}`
  })
  return [measured, ...others, ...warningLines(splits)].join('\n')
}

/** Warnings of published splits. */
function warningLines(splits: RunReport['splits']): string[] {
  return splits.flatMap(({ name, current }) =>
    (current?.warnings ?? []).map((warning) => `warning: ${name}: ${warning}`),
  )
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

/** Further measures over all dates. */
export function measureLines({ all, trials, currency }: RunReport): string[] {
  if (!all) return []
  return [
    table(
      [{ title: 'over all dates' }, ...BOOK_TITLES.map(right)],
      measureRows(all).map((row) => [...row]),
    ),
    '',
    table([{ title: 'the book' }, right('lag 0'), right('lag 1')], bookRows(all, currency)),
    '',
    `settings tried of this strategy on these data: ${trials}`,
  ]
}

/** Definitions of the measures in the tables. */
export const NOTES: readonly string[] = [
  "SR: Sharpe ratio, mean over population sd, times the root of the dataset's dates a year (New York: 252), no risk-free rate; standard error after Lo (2002).",
  'net: after 5 bp a unit of turnover (two-sided) and 1 bp a day of short exposure. hedged: net after a rolling',
  'hedge with the equal-weight universe, beta from the 126 dates before, its trades charged. lag 1: decided one',
  'day earlier. EV: 1 − Var(ε)/Var(R) over the dates, mean over the assets with a return on all of them.',
  'Interval: stationary bootstrap.',
  'deflated: probability that the true ratio is above what the best of so many worthless settings would show.',
  'alpha: intercept a year on the factor portfolios of the dataset (Fama-French), t after Newey and West.',
  'capacity: capital at which 95 % of a median day’s turnover is at most that share of 20-day dollar volume.',
]
