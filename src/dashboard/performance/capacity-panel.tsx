import { RunCapacity, type RunCapacityQuery } from '../api/operations.js'
import { useAnswer } from '../api/use-answers.js'
import { SmallCurve } from '../chart/small-curve.js'
import { Awaited } from '../parts/awaited.js'
import { Facts } from '../parts/facts.js'
import { SaveCsv } from '../parts/save-csv.js'
import { Table } from '../parts/table.js'
import { amount, fixed, percent, signedPercent } from '../text/format.js'
import { asked } from '../tools/asked.js'
import { Tools } from '../tools/tools.js'
import { CAPACITY_COLUMNS } from './capacity-columns.js'
import type { OfDays } from './panel-of-days.js'

type Capacity = NonNullable<RunCapacityQuery['run']>['capacity']

/** How much capital the books can have, before the impact of their own trades takes the return. */
export function CapacityPanel({ address, entry }: OfDays) {
  const { from, to, tradingCostBps, shortCostBps } = address
  const variables = { run: entry.run.id, from, to, tradingCostBps, shortCostBps }
  const answer = useAnswer(RunCapacity, variables)
  return (
    <section id="capacity" class="panel" aria-label="Capacity">
      <h2>Capacity</h2>
      <p class="note">
        An estimate by the square-root law: trading Q of an asset with daily volatility σ and usual
        dollar volume V (means of 60 and 20 dates before) moves its price by σ √(Q/V), beside the
        trading and shorting cost. Each book is traded within a day.
      </p>
      <Awaited answers={[answer]}>
        {({ run }) =>
          run && (
            <>
              <Figures capacity={run.capacity} />
              <Tools
                name="capacity"
                queries={[asked(RunCapacity, variables)]}
                picture={run.capacity.points.length > 0}
              >
                <SaveCsv name="capacity" columns={CAPACITY_COLUMNS} rows={run.capacity.points} />
              </Tools>
            </>
          )
        }
      </Awaited>
    </section>
  )
}

function Figures({ capacity }: { readonly capacity: Capacity }) {
  const { points, breakEvenCapital, fitting, coveredTurnover, absent } = capacity
  const reason = absent ?? 'Net return is not above 0 before impact.'
  const share = (wanted: number) => fitting.find((each) => each.share === wanted)?.capital
  return (
    <>
      <Facts
        facts={[
          {
            label: 'Net return is 0 at',
            value: amount(breakEvenCapital),
            title: 'Capital, in the currency of the prices',
            absent: reason,
          },
          ...[0.01, 0.05, 0.1].map((wanted) => ({
            label: `Fits ${percent(wanted, 0)} of volume`,
            value: amount(share(wanted)),
            title: 'Capital at which 95 % of a date’s turnover fits into this share; median',
            absent: absent ?? 'No date has trades in assets with a known volume.',
          })),
          {
            label: 'Turnover covered',
            value: percent(coveredTurnover, 0),
            title: 'Share of the turnover in assets whose volume and volatility are known',
            absent: reason,
          },
        ]}
      />
      {absent && <p class="dim">{absent}</p>}
      {points.length > 0 && (
        <div class="columns">
          <div class="multiples">
            <SmallCurve
              label="Net Sharpe by capital"
              value={`${amount(points[0]?.capital)} to ${amount(points.at(-1)?.capital)}`}
              dates={points.map(({ capital }) => amount(capital))}
              values={points.map(({ netSharpe }) => netSharpe)}
              format={fixed}
            />
            <SmallCurve
              label="Net return a year by capital"
              value={signedPercent(points[0]?.meanNet)}
              dates={points.map(({ capital }) => amount(capital))}
              values={points.map(({ meanNet }) => meanNet)}
              format={signedPercent}
            />
          </div>
          <Table caption="Net return by capital" columns={CAPACITY_COLUMNS} rows={points} />
        </div>
      )}
    </>
  )
}
