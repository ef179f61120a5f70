import { h, s } from '../dom.js'
import { fixed, percent } from '../format.js'

/** Curves of the training, one line a seed; a dot is the epoch that became the checkpoint. */
export const training = {
  name: 'training',
  title: 'Training',
  dates: 'none',
  parts: [
    {
      query: /* GraphQL */ `
        query Training($split: String!, $strategy: String, $dataset: String) {
          split(name: $split, strategy: $strategy, dataset: $dataset) {
            training { seed epoch loss netSharpe grossSharpe turnover explainedVariance effectiveFactors best }
          }
        }
      `,
      variables: () => ({}),
    },
  ],
  render({ training: epochs }) {
    if (epochs.length === 0)
      return h(
        'p',
        { class: 'dim' },
        'This strategy is not trained by gradient: it is computed from the data before each date.',
      )
    const seeds = [...new Set(epochs.map(({ seed }) => seed))]
    return [
      h(
        'p',
        { class: 'note' },
        'In training, with training costs, mean over blocks. Epochs from left to right.',
        seeds.map(seedKey),
      ),
      h(
        'div',
        { class: 'multiples' },
        MEASURES.map((measure) => multiple(measure, epochs, seeds)),
      ),
    ]
  },
}

const MEASURES = [
  { key: 'loss', label: 'Loss', format: (x) => fixed(x, 3) },
  { key: 'netSharpe', label: 'Net Sharpe', format: (x) => fixed(x) },
  { key: 'grossSharpe', label: 'Gross Sharpe', format: (x) => fixed(x) },
  { key: 'turnover', label: 'Turnover', format: (x) => fixed(x, 3) },
  { key: 'explainedVariance', label: 'Explained variance', format: (x) => percent(x) },
  { key: 'effectiveFactors', label: 'Effective factors', format: (x) => fixed(x) },
]

const seedKey = (seed, i) =>
  h('span', { class: 'seed', vars: { hue: `var(--series-${i})` } }, `seed ${seed}`)

const WIDTH = 280
const HEIGHT = 110

function multiple({ key, label, format }, epochs, seeds) {
  const known = epochs.filter((each) => each[key] !== null)
  if (known.length === 0) return null
  const values = known.map((each) => each[key])
  const [low, high] = [Math.min(...values), Math.max(...values)]
  const [first, last] = [
    Math.min(...known.map((e) => e.epoch)),
    Math.max(...known.map((e) => e.epoch)),
  ]
  const x = ({ epoch }) => 4 + ((epoch - first) / (last - first || 1)) * (WIDTH - 8)
  const y = (each) =>
    high === low ? HEIGHT / 2 : HEIGHT - 4 - ((each[key] - low) / (high - low)) * (HEIGHT - 8)
  const lines = seeds.map((seed, i) => {
    const rows = known.filter((each) => each.seed === seed)
    return s(
      'g',
      { class: `seed-line hue-${i % 6}` },
      s('polyline', {
        points: rows.map((each) => `${x(each).toFixed(1)},${y(each).toFixed(1)}`).join(' '),
      }),
      rows
        .filter(({ best }) => best)
        .map((each) =>
          s(
            'circle',
            { cx: x(each), cy: y(each), r: 3 },
            s('title', null, `epoch ${each.epoch}: ${format(each[key])}`),
          ),
        ),
    )
  })
  const final = seeds
    .map((seed) => format(known.findLast((each) => each.seed === seed)?.[key]))
    .join(' · ')
  return h(
    'figure',
    null,
    h('figcaption', null, h('b', null, label), h('span', null, final)),
    h(
      'div',
      { class: 'multiple' },
      h(
        'div',
        { class: 'ends dim', 'aria-hidden': true },
        h('span', null, format(high)),
        h('span', null, format(low)),
      ),
      s(
        'svg',
        {
          viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
          role: 'img',
          'aria-label': `${label} by epoch, at the end ${final}`,
        },
        lines,
      ),
    ),
  )
}
