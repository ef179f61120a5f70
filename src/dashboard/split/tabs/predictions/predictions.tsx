import { PredictionFigures, Predictions } from '../../../api/operations.js'
import { useAnswer } from '../../../api/use-answers.js'
import { Awaited } from '../../../parts/awaited.js'
import { SaveCsv } from '../../../parts/save-csv.js'
import { largest } from '../../../series/cumulate.js'
import { count } from '../../../text/format.js'
import { asked } from '../../../tools/asked.js'
import { Tools } from '../../../tools/tools.js'
import type { Tab, TabProps } from '../../tab.js'
import { IC_COLUMNS, RELIABILITY_COLUMNS } from './figure-columns.js'
import { PredictionCharts } from './prediction-charts.js'
import { PREDICTION_COLUMNS, type Prediction, RankTable } from './rank-table.js'
import { measuredSentence } from './sentence.js'

const TOP = 15

/** Ranks of a date with their risk; Rank IC, spread and reliability of the risk over the test range. */
function Content({ of, date }: TabProps) {
  const ranks = useAnswer(Predictions, { ...of, date })
  const figures = useAnswer(PredictionFigures, of)
  return (
    <Awaited answers={[ranks, figures]} class="tab-body">
      {({ split }, { split: whole }) => {
        const ranked = split?.predictions ?? []
        return (
          <>
            <p class="note">
              {`Return of ${date} over the mean of the universe, predicted at the close before for ${count(ranked.length)} assets. ${whole ? measuredSentence(whole.predictionMeasures) : ''}`}
            </p>
            <Sides ranked={ranked} />
            {whole && <PredictionCharts of={whole} date={date} />}
            <Tools
              name={`predictions-${date}`}
              queries={[asked(Predictions, { ...of, date }), asked(PredictionFigures, of)]}
              picture
            >
              <SaveCsv name={`predictions-${date}`} columns={PREDICTION_COLUMNS} rows={ranked} />
              <SaveCsv
                name={`rank-ics-${of.split}`}
                label="Save Rank ICs as CSV"
                columns={IC_COLUMNS}
                rows={whole?.rankICs ?? []}
              />
              <SaveCsv
                name={`reliability-${of.split}`}
                label="Save reliability as CSV"
                columns={RELIABILITY_COLUMNS}
                rows={whole?.predictionMeasures.reliability ?? []}
              />
            </Tools>
          </>
        )
      }}
    </Awaited>
  )
}

function Sides({ ranked }: { readonly ranked: readonly Prediction[] }) {
  const limits = {
    mean: largest(ranked.map(({ mean }) => mean)),
    risk: largest(ranked.map(({ risk }) => risk)),
  }
  const half = Math.ceil(ranked.length / 2)
  const best = ranked.slice(0, Math.min(TOP, half))
  const worst = ranked.slice(Math.max(half, ranked.length - TOP)).reverse()
  return (
    <div class="columns">
      <div>
        <h3>Best</h3>
        <RankTable caption="Best predictions" rows={best} limits={limits} />
      </div>
      <div>
        <h3>Worst</h3>
        <RankTable caption="Worst predictions" rows={worst} limits={limits} />
      </div>
    </div>
  )
}

export const predictions: Tab = {
  name: 'predictions',
  title: 'Predictions',
  needs: 'predictions',
  dates: 'all',
  Content,
}
