import { pairedDifference } from '../../src/accounts/paired-difference.js'
import type { MeasuredBooks } from './measured-books.js'

export const HEADINGS = [
  'setting',
  'net SR',
  'hedged, lag 1',
  'less the first',
  'net a year',
  'volatility',
  'turnover',
  'Σ\\|w\\|',
  'sector net',
  'sector gross',
  'beta, largest',
  'beta of net',
] as const

/** A trial beside the first. */
export function rowOf(
  name: string,
  books: MeasuredBooks | string,
  base: MeasuredBooks | null,
): string[] {
  if (typeof books === 'string') return [name, 'not held', ...HEADINGS.slice(2).map(() => '')]
  const { now, late } = books
  return [
    name,
    `${fixed(now.netSharpe)} ± ${fixed(now.netSharpeStandardError)}`,
    fixed(late.hedgedNetSharpe),
    base === null || base === books ? '' : differenceTo(base, books),
    percent(now.meanNet),
    percent(now.volatility),
    fixed(now.turnover, 3),
    fixed(books.grossExposure),
    fixed(books.largestSectorNet, 3),
    fixed(books.largestSectorGross, 3),
    fixed(books.largestBeta, 3),
    fixed(now.marketBeta, 3),
  ]
}

function differenceTo(base: MeasuredBooks, books: MeasuredBooks): string {
  const found = pairedDifference(books.lateHedged, base.lateHedged)
  if (!found) return '–'
  return `${fixed(found.difference)} [${fixed(found.low)}, ${fixed(found.high)}]`
}

function fixed(value: number | null, digits = 2): string {
  return value === null ? '–' : value.toFixed(digits).replace('-', '−')
}

function percent(value: number | null): string {
  return value === null ? '–' : `${fixed(100 * value)} %`
}
