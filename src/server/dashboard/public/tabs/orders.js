import { csvText } from '../csv.js'
import { h } from '../dom.js'
import { count, fixed, percent, plural, signedPercent, text } from '../format.js'
import { largest, signedBar } from '../marks.js'
import { go, hrefFor } from '../state.js'
import { table } from '../table.js'

/** The trades from the last book to that of the live split's next date. */
export const orders = {
  name: 'orders',
  title: 'Orders',
  dates: 'none',
  parts: [
    {
      query: /* GraphQL */ `
        query Orders($split: String!, $strategy: String, $dataset: String, $capital: Float, $lot: Int) {
          split(name: $split, strategy: $strategy, dataset: $dataset) {
            orders(capital: $capital, lot: $lot) {
              asset { symbol name sector } currentWeight targetWeight trade price notional shares decidedAt for
            }
          }
        }
      `,
      variables: ({ capital, lot }) => ({ capital, lot }),
    },
  ],
  render({ orders: all }, { state, split, splits }) {
    if (!split.live) return notLive(splits)
    const rows = all.toSorted((a, b) => Math.abs(b.trade) - Math.abs(a.trade))
    return [
      inputs(state, rows),
      rows.length > 0
        ? [summary(rows), orderTable(rows, state.capital)]
        : h('p', { class: 'dim' }, 'No trades for the next date.'),
    ]
  },
}

function notLive(splits) {
  const live = splits.find((split) => split.live && split.status === 'PUBLISHED')
  return h(
    'p',
    { class: 'dim' },
    'Only the live split has orders: its test range contains the next trading date. ',
    live && h('a', { href: hrefFor({ split: live.name }) }, `Go to ${live.name}`),
  )
}

function inputs(state, rows) {
  return h(
    'div',
    { class: 'controls' },
    numberInput('capital', 'Capital', state.capital, { min: 0, step: 1000, placeholder: 'none' }),
    numberInput('lot', 'Lot', state.lot, { min: 1, step: 1 }),
    rows.length > 0 &&
      h('button', { type: 'button', onclick: () => download(rows) }, 'Save as CSV'),
  )
}

function numberInput(key, label, value, limits) {
  const onchange = ({ target }) =>
    go({ [key]: Number(target.value) > 0 ? Number(target.value) : undefined })
  return h(
    'label',
    { class: 'field' },
    `${label} `,
    h('input', { type: 'number', id: key, value, onchange, ...limits }),
  )
}

function summary(rows) {
  const turnover = rows.reduce((sum, { trade }) => sum + Math.abs(trade), 0)
  const [{ decidedAt, for: date }] = rows
  return h(
    'p',
    { class: 'note' },
    `${plural(rows.length, 'order')} for ${date}, decided at the close of ${decidedAt}. Σ|trade| = ${fixed(turnover, 3)}, the next turnover.`,
  )
}

function orderTable(rows, capital) {
  const limit = largest(rows.map(({ trade }) => trade))
  const sized = [
    { label: 'Shares', numeric: true, cell: ({ shares }) => count(shares) },
    { label: 'Notional', numeric: true, cell: ({ notional }) => count(notional) },
  ]
  return table({
    id: 'order-table',
    caption: 'Orders',
    columns: [
      {
        label: 'Asset',
        header: true,
        cell: ({ asset }) => h('span', { title: asset.name }, asset.symbol),
      },
      {
        label: 'Sector',
        wide: true,
        cell: ({ asset }) => h('span', { class: 'dim' }, text(asset.sector)),
      },
      { label: 'Now', numeric: true, cell: ({ currentWeight }) => percent(currentWeight, 3) },
      { label: 'Target', numeric: true, cell: ({ targetWeight }) => percent(targetWeight, 3) },
      {
        label: 'Trade',
        numeric: true,
        cell: ({ trade }) => [signedPercent(trade, 3), signedBar(trade, limit)],
      },
      {
        label: 'Price',
        title: 'Last close, unadjusted',
        numeric: true,
        cell: ({ price }) => fixed(price),
      },
      ...(capital ? sized : []),
    ],
    rows,
  })
}

const COLUMNS = [
  'asset',
  'currentWeight',
  'targetWeight',
  'trade',
  'price',
  'notional',
  'shares',
  'decidedAt',
  'for',
]

function download(rows) {
  const lines = rows.map((row) =>
    COLUMNS.map((key) => (key === 'asset' ? row.asset.symbol : row[key])),
  )
  const file = new Blob([csvText([COLUMNS, ...lines])], { type: 'text/csv' })
  const link = h('a', { href: URL.createObjectURL(file), download: `orders-${rows[0].for}.csv` })
  link.click()
  URL.revokeObjectURL(link.href)
}
