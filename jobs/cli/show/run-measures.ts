import { CAPACITY_SHARES } from '../../../src/accounts/capacity.js'
import type { Alpha } from '../../../src/accounts/regression/alpha.js'
import type { RunMeasures } from '../../tasks/report/measured-run.js'
import type { ReportRow } from '../../tasks/report/run-report.js'
import { fixed, percent } from './table.js'

export const BOOK_TITLES = ['net', 'hedged', 'net, lag 1', 'hedged, lag 1'] as const

/** A measure of net and of hedged net returns, of the book on time and a day late. */
export type MeasureRow = readonly [label: string, ...values: [string, string, string, string]]

type Text = (measures: RunMeasures) => string

/** Measures over all dates that net and hedged net both have: label, of net, of hedged net. */
const MEASURES: readonly (readonly [label: string, net: Text, hedged: Text])[] = [
  ['Sharpe ratio', (m) => fixed(m.netSharpe), (m) => fixed(m.hedgedNetSharpe)],
  [
    '± standard error (Lo)',
    (m) => fixed(m.netSharpeStandardError),
    (m) => fixed(m.hedgedNetSharpeStandardError),
  ],
  [
    '95 % interval (bootstrap)',
    (m) => interval(m.netSharpeLow, m.netSharpeHigh),
    (m) => interval(m.hedgedNetSharpeLow, m.hedgedNetSharpeHigh),
  ],
  [
    'without its best year',
    (m) => fixed(m.netSharpeWithoutBestYear),
    (m) => fixed(m.hedgedNetSharpeWithoutBestYear),
  ],
  [
    'deflated (probability)',
    (m) => fixed(m.deflatedSharpe, 3),
    (m) => fixed(m.deflatedHedgedSharpe, 3),
  ],
  ['mean a year', (m) => percent(m.meanNet, 2), (m) => percent(m.meanHedgedNet, 2)],
  ['volatility a year', (m) => percent(m.volatility, 2), (m) => percent(m.hedgedNetVolatility, 2)],
  ['largest fall', (m) => percent(m.maxDrawdown), (m) => percent(m.hedgedNetMaxDrawdown)],
]

const ALPHA: (typeof MEASURES)[number] = [
  'alpha on the factors (t)',
  (m) => alphaText(m.alpha),
  (m) => alphaText(m.hedgedAlpha),
]

export function measureRows({ measures, lagOne }: ReportRow): MeasureRow[] {
  const shown = measures.alpha ? [...MEASURES, ALPHA] : MEASURES
  return shown.map(([label, net, hedged]) => [
    label,
    net(measures),
    hedged(measures),
    net(lagOne),
    hedged(lagOne),
  ])
}

/** A measure of the book: label, on time, a day late. */
export type BookRow = [label: string, onTime: string, late: string]

/** Measures of the book that a day's delay changes. */
const BOOK_MEASURES: readonly (readonly [label: string, text: Text])[] = [
  ['gross Sharpe ratio', (m) => plusMinus(m.grossSharpe, m.grossSharpeStandardError)],
  ['gross mean a year', (m) => percent(m.meanGross, 2)],
  ['break-even cost', (m) => `${fixed(m.breakEvenCostBps, 1)} bp`],
  ['turnover a day', (m) => fixed(m.turnover, 3)],
  ['short exposure', (m) => fixed(m.shortExposure, 3)],
  ['market beta of net', (m) => fixed(m.marketBeta, 3)],
]

/** Measures of the book that are the same a day late. */
const BOOK_SHAPE: readonly (readonly [label: string, text: Text])[] = [
  ['net exposure', (m) => fixed(m.netExposure, 3)],
  ['effective names (median)', (m) => fixed(m.effectiveNames, 0)],
  ['explained variance', (m) => fixed(m.explainedVariance, 3)],
]

/** Measures of the book over all dates. */
export function bookRows({ measures, lagOne }: ReportRow, currency?: string): BookRow[] {
  const capacity = CAPACITY_SHARES.flatMap((share, i): BookRow[] => {
    const capital = measures.capacity[i] ?? null
    if (capital === null) return []
    return [[`capacity at ${percent(share, 0)} of volume`, amount(capital, currency), '']]
  })
  return [
    ...BOOK_MEASURES.map(([label, text]): BookRow => [label, text(measures), text(lagOne)]),
    ...BOOK_SHAPE.map(([label, text]): BookRow => [label, text(measures), '']),
    ...capacity,
  ]
}

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

/** `EUR 12.3 million`, three digits; a sign stands without a space. */
export function amount(value: number | null, currency = ''): string {
  if (value === null) return '–'
  const power = Math.min(
    UNITS.length - 1,
    Math.max(0, Math.floor(Math.log10(Math.max(1, value)) / 3)),
  )
  const unit = /^[A-Z]/.test(currency) ? `${currency} ` : currency
  return `${unit}${(value / THOUSAND ** power).toPrecision(3)}${UNITS[power]}`
}
