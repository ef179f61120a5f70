import type { Measures } from '../lineup/lineup.js'
import { basisPoints, fixed, percent } from '../text/format.js'

export interface FigureText {
  readonly label: string
  readonly key: keyof Measures
  readonly title: string
  readonly large?: boolean
  readonly value: (m: Measures) => string
  /** Its standard error. */
  readonly after?: (m: Measures) => string
}

/** The figures of a run, and what each of them is. */
export const FIGURES: readonly FigureText[] = [
  {
    label: 'Net Sharpe',
    key: 'netSharpe',
    title:
      'Mean over standard deviation of net returns, annualised, after trading and shorting costs. ± standard error (Lo 2002).',
    large: true,
    value: (m) => fixed(m.netSharpe),
    after: (m) => `±\u202f${fixed(m.netSharpeStandardError)}`,
  },
  {
    label: 'Hedged net Sharpe',
    key: 'hedgedNetSharpe',
    title:
      'Net returns less a rolling 126-day beta on the equal-weight universe, hedging costs included.',
    large: true,
    value: (m) => fixed(m.hedgedNetSharpe),
  },
  {
    label: 'Gross Sharpe',
    key: 'grossSharpe',
    title: 'Before costs.',
    value: (m) => fixed(m.grossSharpe),
  },
  {
    label: 'Net return',
    key: 'meanNet',
    title:
      'Mean net return a year on a capital of 1, not compounded. The gross exposure is at most 1 unless the strategy has leverage.',
    value: (m) => percent(m.meanNet),
  },
  {
    label: 'Volatility',
    key: 'volatility',
    title: 'Annualised standard deviation of net returns.',
    value: (m) => percent(m.volatility),
  },
  {
    label: 'Max drawdown',
    key: 'maxDrawdown',
    title: 'Largest fall of cumulative net PnL below its running peak.',
    value: (m) => percent(m.maxDrawdown),
  },
  {
    label: 'Market beta',
    key: 'marketBeta',
    title: 'Beta of net returns on the equal-weight universe.',
    value: (m) => fixed(m.marketBeta),
  },
  {
    label: 'Turnover a day',
    key: 'turnover',
    title: 'Σ|w(t) − w(t−1)|, two-sided: buys and sells both count.',
    value: (m) => fixed(m.turnover, 3),
  },
  {
    label: 'Break-even cost',
    key: 'breakEvenCostBps',
    title: 'Trading cost at which the mean net return is zero.',
    value: (m) => basisPoints(m.breakEvenCostBps),
  },
  {
    label: 'Short exposure',
    key: 'shortExposure',
    title: 'Σ|min(w, 0)|, of a gross exposure of 1.',
    value: (m) => fixed(m.shortExposure, 3),
  },
]
