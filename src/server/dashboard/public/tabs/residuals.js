import { h, s } from '../dom.js'
import { count, percent, signedPercent } from '../format.js'
import { largest, signedBar } from '../marks.js'
import { table } from '../table.js'

const TOP = 15

/** Residuals of a date, and the weights of the same assets. */
export const residuals = {
  name: 'residuals',
  title: 'Residuals',
  needs: 'residuals',
  dates: 'realised',
  parts: [
    {
      query: /* GraphQL */ `
        query Residuals($split: String!, $strategy: String, $dataset: String, $date: Date!) {
          split(name: $split, strategy: $strategy, dataset: $dataset) {
            residualVector(date: $date) { assets values version }
            weights(date: $date) { asset { symbol name sector } weight }
          }
        }
      `,
      variables: ({ date }) => ({ date }),
    },
  ],
  render({ residualVector, weights }, { state }) {
    const rows = toRows(residualVector, weights)
    const known = rows.filter(({ value }) => value !== null)
    const limit = largest(known.map(({ value }) => value))
    const descending = known.toSorted((a, b) => b.value - a.value)
    return [
      h(
        'p',
        { class: 'note' },
        `ε = R − β F of ${state.date}, in percent: ${count(known.length)} assets, cross-sectional standard deviation ${percent(deviation(known), 2)}.`,
      ),
      h(
        'div',
        { class: 'columns' },
        h(
          'div',
          null,
          h('h3', null, 'Largest'),
          residualTable('Largest residuals', descending.slice(0, TOP), limit),
        ),
        h(
          'div',
          null,
          h('h3', null, 'Smallest'),
          residualTable('Smallest residuals', descending.slice(-TOP).reverse(), limit),
        ),
        h(
          'div',
          null,
          h('h3', null, 'Cross-section'),
          histogram(
            known.map(({ value }) => value),
            limit,
          ),
        ),
      ),
    ]
  },
}

function toRows({ assets, values }, weights) {
  const positions = new Map(weights.map((each) => [each.asset.symbol, each]))
  return assets.map((symbol, i) => ({ symbol, value: values[i], position: positions.get(symbol) }))
}

function deviation(rows) {
  const mean = rows.reduce((sum, { value }) => sum + value, 0) / rows.length
  return Math.sqrt(rows.reduce((sum, { value }) => sum + (value - mean) ** 2, 0) / rows.length)
}

function residualTable(caption, rows, limit) {
  return table({
    caption,
    columns: [
      {
        label: 'Asset',
        header: true,
        cell: ({ symbol, position }) => h('span', { title: position?.asset.name }, symbol),
      },
      {
        label: 'Sector',
        fills: true,
        cell: ({ position }) => position?.asset.sector,
      },
      {
        label: 'Residual',
        numeric: true,
        cell: ({ value }) => [signedPercent(value, 2), signedBar(value, limit)],
      },
      {
        label: 'Weight',
        title: 'Asset weight of the date',
        numeric: true,
        cell: ({ position }) => signedPercent(position?.weight, 2),
      },
    ],
    rows,
  })
}

const BINS = 41
const WIDTH = 300
const HEIGHT = 150

/** Counts in equal bins between −limit and limit. */
function histogram(values, limit) {
  const counts = new Array(BINS).fill(0)
  for (const value of values)
    counts[Math.min(BINS - 1, Math.floor(((value + limit) / (2 * limit)) * BINS))]++
  const most = Math.max(...counts)
  const step = WIDTH / BINS
  const bars = counts.map((n, i) =>
    s('rect', {
      x: i * step + 0.5,
      width: step - 1,
      y: HEIGHT - (n / most) * HEIGHT,
      height: (n / most) * HEIGHT,
      class: i < (BINS - 1) / 2 ? 'neg' : 'pos',
    }),
  )
  const mark = (x, anchor, text) => s('text', { x, y: HEIGHT + 14, 'text-anchor': anchor }, text)
  return s(
    'svg',
    {
      class: 'histogram',
      viewBox: `0 0 ${WIDTH} ${HEIGHT + 18}`,
      role: 'img',
      'aria-label': `Histogram of ${values.length} residuals`,
    },
    bars,
    mark(0, 'start', signedPercent(-limit)),
    mark(WIDTH / 2, 'middle', '0'),
    mark(WIDTH, 'end', signedPercent(limit)),
  )
}
