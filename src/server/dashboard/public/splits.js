import { h } from './dom.js'
import { fixed, seconds, text } from './format.js'
import { largest, signedBar, sparkline } from './marks.js'
import { cumulate } from './series.js'
import { hrefFor } from './state.js'
import { table } from './table.js'

/** One row a split; figures come by the split's name and may not be there yet. */
export function splitsTable(state, splits, figures) {
  const measuresOf = ({ name }) => scored(figures.get(name)?.measures)
  const measure = (label, title, show) => ({
    label,
    title,
    numeric: true,
    cell: (split) => measuresOf(split) && show(measuresOf(split)),
  })
  const limit = largest(splits.map((split) => measuresOf(split)?.netSharpe))
  return [
    h('h2', null, 'Splits'),
    table({
      id: 'splits-table',
      caption: 'Splits',
      columns: [
        { label: 'Split', header: true, cell: (split) => nameCell(state, split) },
        { label: 'Train', roomy: true, cell: ({ train }) => rangeCell(train) },
        { label: 'Test', wide: true, cell: ({ test }) => rangeCell(test) },
        { label: 'Status', spills: true, cell: statusCell },
        {
          label: 'Net Sharpe',
          numeric: true,
          cell: (split) => sharpeCell(measuresOf(split), limit),
        },
        measure('Hedged', 'Hedged net Sharpe', (m) => fixed(m.hedgedNetSharpe)),
        measure('Gross', 'Gross Sharpe', (m) => fixed(m.grossSharpe)),
        { label: 'Net PnL', wide: true, cell: (split) => curveCell(figures.get(split.name)) },
        measure('Turnover', 'Two-sided, a day', (m) => fixed(m.turnover, 3)),
        {
          label: 'Assets',
          numeric: true,
          wide: true,
          cell: ({ assetCount }) => text(assetCount || null),
        },
        {
          label: 'Factors',
          numeric: true,
          wide: true,
          cell: ({ factorCount }) => text(factorCount || null),
        },
        {
          label: 'Trained',
          title: 'Training time',
          numeric: true,
          wide: true,
          cell: ({ trainSeconds }) => seconds(trainSeconds),
        },
        { label: 'Engine', roomy: true, cell: ({ engine }) => text(engine) },
      ],
      rows: splits,
      rowProps: (split) => ({
        class: [split.name === state.split && 'chosen', split.status.toLowerCase()]
          .filter(Boolean)
          .join(' '),
      }),
    }),
  ]
}

/** The measures of a split with test dates. */
const scored = (measures) => (measures?.days > 0 ? measures : undefined)

function nameCell(state, split) {
  const current = split.name === state.split ? 'true' : null
  const href = hrefFor({ split: split.name })
  return h('a', { href, id: `split-${split.name}`, 'aria-current': current }, split.name)
}

function rangeCell({ from, to }) {
  return h('span', { class: 'range' }, `${from} – ${to}`)
}

function statusCell(split) {
  if (split.status === 'FAILED') {
    return h('span', { class: 'status failed', title: split.failure }, 'failed: ', split.failure)
  }
  const word = split.status.toLowerCase()
  return [
    h('span', { class: `status ${word}` }, word),
    split.warnings.length > 0 &&
      h('span', { class: 'status', title: split.warnings.join(' ') }, 'warning'),
    split.live && h('span', { class: 'status live', title: `Next date ${split.nextDate}` }, 'live'),
  ]
}

function sharpeCell(measures, limit) {
  return measures && [fixed(measures.netSharpe), signedBar(measures.netSharpe, limit)]
}

function curveCell(figures) {
  return figures ? sparkline(cumulate(figures.pnlSeries.net)) : ''
}
