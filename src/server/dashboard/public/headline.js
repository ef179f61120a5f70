import { h } from './dom.js'
import { basisPoints, count, fixed, percent, plural, text } from './format.js'

/** The figures of the chosen strategy's answering run. */
export function headline({ strategy, run, splits, measures, range }) {
  return [
    h(
      'div',
      { class: 'title' },
      h('h1', null, strategy.title),
      h('p', { class: 'dim' }, strategy.description),
      h('p', { class: 'facts' }, factsOf({ run, splits, measures, range })),
    ),
    measures
      ? h(
          'dl',
          { class: 'figures' },
          FIGURES.map((figure) => figureOf(figure, measures)),
        )
      : skeleton(),
  ]
}

const FIGURES = [
  {
    label: 'Net Sharpe',
    title:
      'Mean over standard deviation of net returns, annualised, after trading and shorting costs. ± standard error (Lo 2002).',
    large: true,
    value: (m) => fixed(m.netSharpe),
    after: (m) => `±\u202f${fixed(m.netSharpeStandardError)}`,
  },
  {
    label: 'Hedged net Sharpe',
    title:
      'Net returns less a rolling 126-day beta on the equal-weight universe, hedging costs included.',
    large: true,
    value: (m) => fixed(m.hedgedNetSharpe),
  },
  { label: 'Gross Sharpe', title: 'Before costs.', value: (m) => fixed(m.grossSharpe) },
  {
    label: 'Net return',
    title: 'Mean net return a year, unit gross exposure, not compounded.',
    value: (m) => percent(m.meanNet),
  },
  {
    label: 'Volatility',
    title: 'Annualised standard deviation of net returns.',
    value: (m) => percent(m.volatility),
  },
  {
    label: 'Max drawdown',
    title: 'Largest fall of cumulative net PnL below its running peak.',
    value: (m) => percent(m.maxDrawdown),
  },
  {
    label: 'Market beta',
    title: 'Beta of net returns on the equal-weight universe.',
    value: (m) => fixed(m.marketBeta),
  },
  {
    label: 'Turnover a day',
    title: 'Σ|w(t) − w(t−1)|, two-sided: buys and sells both count.',
    value: (m) => fixed(m.turnover, 3),
  },
  {
    label: 'Break-even cost',
    title: 'Trading cost at which the mean net return is zero.',
    value: (m) => basisPoints(m.breakEvenCostBps),
  },
  {
    label: 'Short exposure',
    title: 'Σ|min(w, 0)|, of a gross exposure of 1.',
    value: (m) => fixed(m.shortExposure, 3),
  },
]

function figureOf({ label, title, value, after, large }, measures) {
  return h(
    'div',
    { class: large ? 'figure large' : 'figure', title },
    h('dt', null, label),
    h('dd', null, value(measures), after && h('small', null, ` ${after(measures)}`)),
  )
}

function factsOf({ run, splits, measures, range }) {
  const published = splits.filter(({ status }) => status === 'PUBLISHED').length
  const failed = splits.filter(({ status }) => status === 'FAILED').length
  const facts = [
    range && `${range.from} to ${range.to}`,
    measures && `${count(measures.days)} test dates`,
    `${published} of ${plural(splits.length, 'split')} published`,
    failed > 0 && `${failed} failed`,
    `seed${run.seeds.length === 1 ? '' : 's'} ${run.seeds.join(', ')}`,
    `engine ${text(run.engine)}`,
    run.status !== 'DONE' && `run ${run.status.toLowerCase()}`,
  ]
  return facts
    .filter(Boolean)
    .map((fact) => h('span', { class: /failed|running/.test(fact) ? 'warn' : null }, fact))
}

export function skeleton() {
  return h(
    'div',
    { class: 'figures', 'aria-hidden': true },
    FIGURES.map(({ large }) => h('div', { class: large ? 'figure large ghost' : 'figure ghost' })),
  )
}
