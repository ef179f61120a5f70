import { h } from '../dom.js'
import { count, fixed, percent, signedFixed, signedPercent } from '../format.js'
import { bar, largest, signedBar } from '../marks.js'
import { cumulate } from '../series.js'
import { table } from '../table.js'
import { curve, reliabilityChart } from './prediction-figures.js'

const TOP = 15
/** Dates of a moving mean. */
const MONTH = 21

/** Ranks of a date with their risk; Rank IC, spread and reliability of the risk over the test range. */
export const predictions = {
  name: 'predictions',
  title: 'Predictions',
  needs: 'predictions',
  dates: 'all',
  parts: [
    {
      query: /* GraphQL */ `
        query Predictions($split: String!, $strategy: String, $dataset: String, $date: Date!) {
          split(name: $split, strategy: $strategy, dataset: $dataset) {
            predictions(date: $date) { asset { symbol name sector } mean risk rank score }
          }
        }
      `,
      variables: ({ date }) => ({ date }),
    },
    {
      query: /* GraphQL */ `
        query PredictionMeasures($split: String!, $strategy: String, $dataset: String) {
          split(name: $split, strategy: $strategy, dataset: $dataset) {
            rankICs { date rankIC spread }
            predictionMeasures {
              days rankIC rankICStandardError rankICIR rankICLag1 spread
              riskRankIC coverage90 zStandardDeviation reliability { from to share expected }
            }
          }
        }
      `,
      variables: () => ({}),
    },
  ],
  render({ predictions: ranked, rankICs, predictionMeasures: measures }, { state }) {
    return [
      h(
        'p',
        { class: 'note' },
        `Return of ${state.date} over the mean of the universe, predicted at the close before for ${count(ranked.length)} assets. ${sentence(measures)}`,
      ),
      h('div', { class: 'columns' }, sides(ranked)),
      h('div', { class: 'multiples' }, figures(rankICs, measures, state.date)),
    ]
  },
}

function sentence({ days, rankIC, rankICStandardError, rankICIR, rankICLag1 }) {
  if (days === 0) return 'No test date has been measured yet.'
  return `Over ${count(days)} test dates: Rank IC ${signedFixed(rankIC, 4)} ±\u202f${fixed(rankICStandardError, 4)}, ICIR ${fixed(rankICIR, 3)}, at lag 1 ${signedFixed(rankICLag1, 4)}.`
}

function sides(ranked) {
  const limits = {
    mean: largest(ranked.map(({ mean }) => mean)),
    risk: largest(ranked.map(({ risk }) => risk)),
  }
  const half = Math.ceil(ranked.length / 2)
  const best = ranked.slice(0, Math.min(TOP, half))
  const worst = ranked.slice(Math.max(half, ranked.length - TOP)).reverse()
  return [
    h('div', null, h('h3', null, 'Best'), rankTable('Best predictions', best, limits)),
    h('div', null, h('h3', null, 'Worst'), rankTable('Worst predictions', worst, limits)),
  ]
}

function rankTable(caption, rows, limits) {
  const scored = rows.some(({ mean, score }) => mean !== score)
  return table({
    caption,
    columns: [
      { label: 'Rank', numeric: true, cell: ({ rank }) => count(rank) },
      {
        label: 'Asset',
        header: true,
        cell: ({ asset }) => h('span', { title: asset.name }, asset.symbol),
      },
      { label: 'Sector', fills: true, wide: true, cell: ({ asset }) => asset.sector },
      {
        label: 'Mean',
        title: 'Predicted return over the mean of the universe',
        numeric: true,
        cell: ({ mean }) => [signedPercent(mean, 2), signedBar(mean, limits.mean)],
      },
      {
        label: 'Risk',
        title: 'Predicted standard deviation of that return',
        numeric: true,
        cell: ({ risk }) => [percent(risk, 2), bar(risk, limits.risk)],
      },
      ...(scored ? [scoreColumn] : []),
    ],
    rows,
  })
}

const scoreColumn = {
  label: 'Score',
  title: 'Mean less risk times the risk aversion of the run',
  numeric: true,
  cell: ({ score }) => signedPercent(score, 2),
}

function figures(rankICs, measures, date) {
  const dates = rankICs.map((each) => each.date)
  const monthly = movingMean(rankICs.map(({ rankIC }) => rankIC))
  const spreads = cumulate(rankICs.map(({ spread }) => spread))
  return [
    curve({
      label: `Rank IC, mean of ${MONTH} dates`,
      value: `mean ${signedFixed(measures.rankIC, 4)}`,
      dates,
      values: monthly,
      format: (x) => signedFixed(x, 3),
      date,
    }),
    curve({
      label: 'Best less worst fifth, summed',
      value: `${signedPercent(measures.spread, 3)} a date`,
      dates,
      values: spreads,
      format: (x) => signedPercent(x),
      date,
    }),
    reliabilityChart({
      bins: measures.reliability,
      label: 'Reliability of the risk: |z|',
      value: `90\u202f% band ${percent(measures.coverage90)}, sd ${fixed(measures.zStandardDeviation)}, Rank IC ${fixed(measures.riskRankIC, 3)}`,
    }),
  ]
}

/** Mean of the values known among the last `MONTH`; null until so many dates have passed. */
function movingMean(values) {
  return values.map((_, t) => {
    if (t + 1 < MONTH) return null
    const known = values.slice(t + 1 - MONTH, t + 1).filter((value) => value !== null)
    return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length
  })
}
