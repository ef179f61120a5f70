import type { Measures } from '../../src/accounts/measures.js'
import type { ReportRow, RunReport } from '../tasks/run-report.js'
import { type Column, fixed, table } from './table.js'

const NUMBERS = [
  'days',
  'gross SR',
  'net SR',
  '± SE',
  'hedged SR',
  'turnover',
  'net SR lag 1',
  'hedged lag 1',
]
const COLUMNS: readonly Column[] = [
  { title: 'split' },
  ...NUMBERS.map((title) => ({ title, align: 'right' as const })),
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
    fixed(lagOne.netSharpe),
    fixed(lagOne.hedgedNetSharpe),
  ]
}

/** Further numbers over all dates, a line each. */
export function measureLines({ all }: RunReport): string[] {
  if (!all) return []
  const { measures } = all
  const line = (label: string, text: string) => `${label.padEnd(24)}${text}`
  const yearly = (value: Measures['meanNet']) =>
    value === null ? '–' : `${fixed(value * 100, 2)} % a year`
  return [
    line('mean gross', yearly(measures.meanGross)),
    line('mean net', yearly(measures.meanNet)),
    line('volatility', yearly(measures.volatility)),
    line('largest fall', measures.maxDrawdown === null ? '–' : fixed(measures.maxDrawdown, 3)),
    line('short exposure', fixed(measures.shortExposure)),
    line('break-even cost', `${fixed(measures.breakEvenCostBps, 1)} bp`),
    line('market beta', fixed(measures.marketBeta)),
  ]
}
