import { h } from '../dom.js'
import { fixed, percent, signedFixed, signedPercent } from '../format.js'
import { bar, largest, signedBar, sparkline } from '../marks.js'
import { cumulate } from '../series.js'
import { hrefFor } from '../state.js'
import { table } from '../table.js'

/** Factor returns and attribution; for one factor its portfolio and its loads on characteristics. */
export const factors = {
  name: 'factors',
  title: 'Factors',
  needs: 'factors',
  dates: 'all',
  parts: [
    {
      query: /* GraphQL */ `
        query Factors($split: String!, $strategy: String, $dataset: String) {
          split(name: $split, strategy: $strategy, dataset: $dataset) {
            measures { explainedVariance }
            factors { index returns { dates values } }
            attribution(by: FACTOR) { label exposure contribution }
          }
        }
      `,
      variables: () => ({}),
    },
    {
      query: /* GraphQL */ `
        query Factor($split: String!, $strategy: String, $dataset: String, $date: Date!, $factor: Int!) {
          split(name: $split, strategy: $strategy, dataset: $dataset) {
            factor(index: $factor) {
              index
              long: weights(date: $date, side: LONG, top: 15) { asset { symbol name sector } weight }
              short: weights(date: $date, side: SHORT, top: 15) { asset { symbol name sector } weight }
              characteristics(date: $date, top: 15) { name group value }
            }
          }
        }
      `,
      variables: ({ date, factor }) => ({ date, factor }),
    },
  ],
  render(split, { state }) {
    const chosen = split.factor
    const explained = split.measures.explainedVariance
    const note =
      explained !== null &&
      `The factors explain ${percent(explained)} of the assets’ variance over the test range.`
    const columns = h(
      'div',
      { class: 'columns' },
      h(
        'div',
        null,
        h('h3', null, 'Returns over the test range'),
        factorTable(split.factors, state),
      ),
      h('div', null, h('h3', null, 'Attribution of net PnL'), attributionTable(split.attribution)),
      chosen &&
        h(
          'div',
          null,
          h('h3', null, `Largest weights of F${chosen.index}, ${state.date}`),
          weightTables(chosen),
        ),
      chosen?.characteristics.length > 0 &&
        h(
          'div',
          null,
          h('h3', null, `What drives F${chosen.index}, ${state.date}`),
          loadTable(chosen.characteristics),
        ),
    )
    return [note && h('p', { class: 'note' }, note), columns]
  },
}

function factorTable(all, state) {
  return table({
    id: 'factor-table',
    caption: 'Factor returns',
    columns: [
      { label: 'Factor', header: true, cell: ({ index }) => factorLink(index, state) },
      {
        label: 'Cumulative return',
        cell: ({ returns }) => sparkline(cumulate(returns.values), { width: 150 }),
      },
      {
        label: 'Sum',
        numeric: true,
        cell: ({ returns }) => signedPercent(cumulate(returns.values).at(-1) ?? null),
      },
    ],
    rows: all,
    rowProps: ({ index }) => ({ class: index === state.factor ? 'chosen' : null }),
  })
}

function factorLink(index, state) {
  const current = index === state.factor ? 'true' : null
  return h(
    'a',
    { href: hrefFor({ factor: index }), id: `factor-${index}`, 'aria-current': current },
    `F${index}`,
  )
}

export function attributionTable(rows) {
  const limit = largest(rows.map(({ contribution }) => contribution))
  return table({
    caption: 'Attribution',
    columns: [
      { label: 'Part', header: true, cell: ({ label }) => partOf(label) },
      {
        label: 'Exposure',
        title: 'Mean over the dates',
        numeric: true,
        cell: ({ exposure }) => fixed(exposure, 3),
      },
      {
        label: 'Contribution',
        numeric: true,
        cell: ({ contribution }) => [
          signedPercent(contribution, 2),
          signedBar(contribution, limit),
        ],
      },
    ],
    rows,
  })
}

/** `factor 3` → `F3`, as everywhere here; `cost` → `Cost`. */
function partOf(label) {
  const factor = /^factor (\d+)$/.exec(label)
  return factor ? `F${factor[1]}` : label.charAt(0).toUpperCase() + label.slice(1)
}

function weightTables({ long, short }) {
  const limit = largest([...long, ...short].map(({ weight }) => weight))
  return h(
    'div',
    { class: 'columns' },
    weightTable('Long', long, limit),
    short.length > 0 && weightTable('Short', short, limit),
  )
}

/** Weights with their bars; the name of an asset where it has one, else its sector. */
export function weightTable(caption, rows, limit) {
  return table({
    caption,
    columns: [
      { label: caption, header: true, cell: ({ asset }) => asset.symbol },
      {
        label: '',
        fills: true,
        cell: ({ asset }) => h('span', { title: asset.sector }, asset.name ?? asset.sector),
      },
      {
        label: 'Weight',
        numeric: true,
        cell: ({ weight }) => [percent(weight, 2), bar(weight, limit)],
      },
    ],
    rows,
  })
}

function loadTable(rows) {
  const limit = largest(rows.map(({ value }) => value))
  return table({
    caption: 'Characteristics of the factor',
    columns: [
      {
        label: 'Characteristic',
        header: true,
        cell: ({ name, group }) => h('span', { title: group }, name),
      },
      {
        label: 'Load',
        numeric: true,
        cell: ({ value }) => [signedFixed(value), signedBar(value, limit)],
      },
    ],
    rows,
  })
}
