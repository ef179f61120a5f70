import { h } from '../dom.js'
import { fixed, signedFixed } from '../format.js'
import { sparkline } from '../marks.js'
import { table } from '../table.js'

/** Prior and posterior of each latent factor over the test range, and on the date. */
export const latents = {
  name: 'latents',
  title: 'Latent factors',
  needs: 'latents',
  dates: 'all',
  parts: [
    {
      query: /* GraphQL */ `
        query Latents($split: String!, $strategy: String, $dataset: String) {
          split(name: $split, strategy: $strategy, dataset: $dataset) {
            latentFactors { date index priorMean priorRisk posteriorMean posteriorRisk }
          }
        }
      `,
      variables: () => ({}),
    },
  ],
  render({ latentFactors }, { state }) {
    const note =
      'Means of the prior, decided at the close before, and of the posterior, which sees the returns of the date, in the unit of the label. Their correlation over the dates shows how much of a factor the prior predicts.'
    return [h('p', { class: 'note' }, note), latentTable(byIndex(latentFactors), state.date)]
  },
}

/** The days of each latent factor, by index. */
function byIndex(rows) {
  const days = []
  for (const row of rows) {
    days[row.index] ??= []
    days[row.index].push(row)
  }
  return days
}

function latentTable(all, date) {
  const on = (days) => days.find((day) => day.date === date)
  return table({
    id: 'latent-table',
    caption: 'Latent factors',
    columns: [
      { label: 'Latent', header: true, cell: ([{ index }]) => `z${index}` },
      { label: 'Prior', cell: (days) => line(days, 'priorMean') },
      { label: 'Posterior', cell: (days) => line(days, 'posteriorMean') },
      { label: 'Correlation', numeric: true, cell: (days) => fixed(correlation(days)) },
      {
        label: `Prior, ${date}`,
        title: 'Mean ± standard deviation',
        numeric: true,
        cell: (days) => normal(on(days)?.priorMean, on(days)?.priorRisk),
      },
      {
        label: `Posterior, ${date}`,
        title: 'Mean ± standard deviation',
        numeric: true,
        cell: (days) => normal(on(days)?.posteriorMean, on(days)?.posteriorRisk),
      },
    ],
    rows: all,
  })
}

function line(days, name) {
  const values = days.map((day) => day[name]).filter((value) => value !== null)
  return values.length > 1 ? sparkline(values, { width: 150 }) : '–'
}

function normal(mean, risk) {
  return typeof mean === 'number' ? `${signedFixed(mean)} ±\u202f${fixed(risk)}` : '–'
}

/** Of the prior's mean with the posterior's, over the dates that have both; null below three. */
function correlation(days) {
  const known = days.filter(({ posteriorMean }) => posteriorMean !== null)
  if (known.length < 3) return null
  const deviations = (name) => {
    const mean = known.reduce((sum, day) => sum + day[name], 0) / known.length
    return known.map((day) => day[name] - mean)
  }
  const [x, y] = [deviations('priorMean'), deviations('posteriorMean')]
  const product = (a, b) => a.reduce((sum, value, i) => sum + value * b[i], 0)
  const scale = Math.sqrt(product(x, x) * product(y, y))
  return scale > 0 ? product(x, y) / scale : null
}
