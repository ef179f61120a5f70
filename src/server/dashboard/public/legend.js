import { h } from './dom.js'
import { basisPoints, fixed, percent, signedPercent } from './format.js'
import { go, hrefFor, readState } from './state.js'
import { table } from './table.js'

/**
 * Every strategy with a run: whether it is on the chart, its figures on the same range, and its curves
 * under the crosshair (cells marked `data-strategy`, `data-kind`).
 */
export function legend(state, rows) {
  return table({
    id: 'strategies-table',
    caption: 'Strategies on the same dates',
    columns: [
      { label: 'Strategy', header: true, cell: (row) => strategyCell(state, row) },
      {
        label: 'Net PnL',
        title: 'Cumulative net PnL under the crosshair',
        numeric: true,
        wide: true,
        cell: (row) => cursorCell(row, 'net'),
      },
      {
        label: 'Hedged PnL',
        title: 'Cumulative hedged net PnL under the crosshair',
        numeric: true,
        wide: true,
        cell: (row) => cursorCell(row, 'hedgedNet'),
      },
      {
        label: 'Gross PnL',
        title: 'Cumulative gross PnL under the crosshair',
        numeric: true,
        wide: true,
        cell: (row) => cursorCell(row, 'gross'),
      },
      { label: 'Net Sharpe', numeric: true, cell: ({ measures: m }) => sharpeCell(m) },
      {
        label: 'Hedged Sharpe',
        title: 'Hedged net Sharpe',
        numeric: true,
        cell: ({ measures: m }) => fixed(m?.hedgedNetSharpe),
      },
      { label: 'Gross Sharpe', numeric: true, cell: ({ measures: m }) => fixed(m?.grossSharpe) },
      {
        label: 'Turnover',
        title: 'Two-sided, a day',
        numeric: true,
        cell: ({ measures: m }) => fixed(m?.turnover, 3),
      },
      {
        label: 'Break-even',
        numeric: true,
        wide: true,
        cell: ({ measures: m }) => basisPoints(m?.breakEvenCostBps),
      },
      {
        label: 'Drawdown',
        numeric: true,
        wide: true,
        cell: ({ measures: m }) => percent(m?.maxDrawdown),
      },
      { label: 'Beta', numeric: true, wide: true, cell: ({ measures: m }) => fixed(m?.marketBeta) },
    ],
    rows,
    rowProps: ({ strategy }) => ({ class: strategy.name === state.strategy ? 'chosen' : null }),
  })
}

function strategyCell(state, { strategy, hue }) {
  const chosen = strategy.name === state.strategy
  return h(
    'span',
    { class: 'series-name', vars: { hue: `var(--series-${hue})` } },
    h('input', {
      type: 'checkbox',
      id: `compare-${strategy.name}`,
      'aria-label': `${strategy.title} on the chart`,
      checked: chosen || state.compare.includes(strategy.name),
      disabled: chosen,
      onchange: ({ target }) => toggle(state, strategy.name, target.checked),
    }),
    h(
      'a',
      {
        href: hrefFor({ strategy: strategy.name }, { ...readState(), strategy: state.strategy }),
        id: `choose-${strategy.name}`,
      },
      strategy.title,
    ),
  )
}

function toggle(state, name, shown) {
  const others = state.compare.filter((each) => each !== name)
  go({ compare: shown ? [...others, name] : others })
}

const cursorCell = ({ strategy }, kind) =>
  h('span', { class: 'at-cursor', 'data-strategy': strategy.name, 'data-kind': kind })

const sharpeCell = (measures) => [
  fixed(measures?.netSharpe),
  h('small', null, ` ±\u202f${fixed(measures?.netSharpeStandardError)}`),
]

/** Writes the values under the crosshair into the cells of `legend`. */
export function showAtCursor(root, lookUp) {
  for (const cell of root.querySelectorAll('.at-cursor')) {
    const value = lookUp(cell.dataset.strategy, cell.dataset.kind)
    cell.textContent = value === undefined ? '' : signedPercent(value)
  }
}
