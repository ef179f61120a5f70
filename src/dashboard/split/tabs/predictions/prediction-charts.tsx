import type { PredictionFiguresQuery } from '../../../api/operations.js'
import { type ExpectedBar, ExpectedBars } from '../../../chart/expected-bars.js'
import { SmallCurve } from '../../../chart/small-curve.js'
import { cumulate } from '../../../series/cumulate.js'
import { movingMean } from '../../../series/moving-mean.js'
import { fixed, percent, signedFixed, signedPercent } from '../../../text/format.js'

type Figures = NonNullable<PredictionFiguresQuery['split']>

/** Dates of a moving mean. */
const MONTH = 21

interface PredictionChartsProps {
  readonly of: Figures
  readonly date: string
}

/** Rank IC, spread and reliability of the risk over the test range. */
export function PredictionCharts({ of, date }: PredictionChartsProps) {
  const { rankICs, predictionMeasures: m } = of
  const dates = rankICs.map((each) => each.date)
  return (
    <div class="multiples">
      <SmallCurve
        label={`Rank IC, mean of ${MONTH} dates`}
        value={`mean ${signedFixed(m.rankIC, 4)}`}
        dates={dates}
        values={movingMean(
          rankICs.map(({ rankIC }) => rankIC),
          MONTH,
        )}
        format={(x) => signedFixed(x, 3)}
        date={date}
      />
      <SmallCurve
        label="Best less worst fifth, summed"
        value={`${signedPercent(m.spread, 3)} a date`}
        dates={dates}
        values={cumulate(rankICs.map(({ spread }) => spread))}
        format={signedPercent}
        date={date}
      />
      <ExpectedBars
        label="Reliability of the risk: |z|"
        value={`90\u202f% band ${percent(m.coverage90)}, sd ${fixed(m.zStandardDeviation)}, Rank IC ${fixed(m.riskRankIC, 3)}`}
        bars={m.reliability.map(toBar)}
        format={(x) => percent(x, 0)}
      />
    </div>
  )
}

function toBar({
  from,
  to,
  share,
  expected,
}: Figures['predictionMeasures']['reliability'][number]): ExpectedBar {
  const range = to === null ? `|z| from ${from}` : `|z| ${from} to ${to}`
  return {
    label: to === null ? `≥${from}` : fixed(from, 1),
    title: `${range}: ${percent(share)}, expected ${percent(expected)}`,
    share,
    expected,
  }
}
