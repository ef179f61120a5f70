import { useMemo } from 'preact/hooks'
import { RunRankICs, type RunRankICsQuery } from '../api/operations.js'
import { useAnswer } from '../api/use-answers.js'
import { SmallCurve } from '../chart/small-curve.js'
import { Awaited } from '../parts/awaited.js'
import type { Column } from '../parts/column.js'
import { SaveCsv } from '../parts/save-csv.js'
import { cumulate } from '../series/cumulate.js'
import { movingMean } from '../series/moving-mean.js'
import { mean } from '../series/statistics.js'
import { signedFixed, signedPercent } from '../text/format.js'
import { asked } from '../tools/asked.js'
import { Tools } from '../tools/tools.js'
import type { OfDays } from './panel-of-days.js'

type Day = NonNullable<RunRankICsQuery['run']>['rankICs'][number]

/** Dates of a moving mean: half a year. */
const DATES = 126

/** What the predictions were worth over time, across all splits of the range. */
export function RankICPanel({ address, entry }: OfDays) {
  const variables = { run: entry.run.id, from: address.from, to: address.to }
  const answer = useAnswer(RunRankICs, variables)
  return (
    <section id="rank-ic" class="panel" aria-label="Predictions over time">
      <h2>Predictions over time</h2>
      <Awaited answers={[answer]}>
        {({ run }) => (
          <>
            <Curves days={run?.rankICs ?? []} />
            <Tools name="rank-ic" queries={[asked(RunRankICs, variables)]} picture>
              <SaveCsv name="rank-ic" columns={COLUMNS} rows={run?.rankICs ?? []} />
            </Tools>
          </>
        )}
      </Awaited>
    </section>
  )
}

function Curves({ days }: { readonly days: readonly Day[] }) {
  const curves = useMemo(() => {
    const rank = days.map(({ rankIC }) => rankIC)
    return {
      dates: days.map(({ date }) => date),
      sums: cumulate(rank),
      means: movingMean(rank, Math.min(DATES, days.length)),
      spreads: cumulate(days.map(({ spread }) => spread)),
    }
  }, [days])
  const known = days.map(({ rankIC }) => rankIC).filter((value) => value !== null)
  if (known.length < 2) return <p class="dim">No date of the range has been measured yet.</p>
  return (
    <>
      <p class="note">
        {`Rank correlation of each date’s predictions with its returns, over ${days.length} dates of all splits in the range: mean ${signedFixed(mean(known), 4)}.`}
      </p>
      <div class="multiples">
        <SmallCurve
          label="Rank IC, summed"
          value={signedFixed(curves.sums.at(-1))}
          dates={curves.dates}
          values={curves.sums}
          format={(x) => signedFixed(x, 1)}
        />
        <SmallCurve
          label={`Rank IC, mean of ${DATES} dates`}
          value={signedFixed(curves.means.at(-1), 4)}
          dates={curves.dates}
          values={curves.means}
          format={(x) => signedFixed(x, 3)}
        />
        <SmallCurve
          label="Best less worst fifth, summed"
          value={signedPercent(curves.spreads.at(-1))}
          dates={curves.dates}
          values={curves.spreads}
          format={signedPercent}
        />
      </div>
    </>
  )
}

const COLUMNS: readonly Column<Day>[] = (['date', 'ic', 'rankIC', 'spread'] as const).map(
  (name) => ({ label: name, name, value: (day) => day[name] }),
)
