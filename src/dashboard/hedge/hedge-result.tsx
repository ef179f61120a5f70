import { HedgePortfolio } from '../api/operations.js'
import { useAnswer } from '../api/use-answers.js'
import { CheckedField } from '../fields/checked-field.js'
import type { OfStrategy } from '../lineup/chosen.js'
import type { Entry } from '../lineup/lineup.js'
import { useFigures } from '../lineup/use-figures.js'
import { Awaited } from '../parts/awaited.js'
import { MissingDate } from '../parts/missing-date.js'
import { SaveCsv } from '../parts/save-csv.js'
import { largest } from '../series/cumulate.js'
import { WeightTable, weightColumns } from '../split/weight-table.js'
import { asked } from '../tools/asked.js'
import { Tools } from '../tools/tools.js'
import { ExposureTable, exposureColumns, exposureRows } from './exposure-table.js'
import { HedgeSummary } from './hedge-summary.js'
import type { Position } from './positions.js'

interface HedgeResultProps {
  readonly address: OfStrategy
  readonly entry: Entry
  readonly positions: readonly Position[]
}

/** Exposures, the trades that cancel them, and the volatility before and after. */
export function HedgeResult(props: HedgeResultProps) {
  const { address, entry } = props
  const answer = useFigures({ ...address, compare: [] }, [entry])
  return (
    <Awaited answers={[answer]} class="stack">
      {([figured]) => {
        const realised = figured?.figures.flatMap(({ pnlSeries }) => pnlSeries.dates) ?? []
        const next = entry.splits.flatMap(({ nextDate }) => nextDate ?? [])
        return <Hedged {...props} dates={[...realised, ...next]} />
      }}
    </Awaited>
  )
}

interface HedgedProps extends HedgeResultProps {
  /** On which the strategy has factors. */
  readonly dates: readonly string[]
}

function Hedged({ address, positions, dates }: HedgedProps) {
  const { strategy, dataset } = address
  const isKnown = address.date === undefined || dates.includes(address.date)
  const date = isKnown ? address.date : undefined
  const variables = { positions: [...positions], strategy, dataset, date }
  const answer = useAnswer(HedgePortfolio, variables)
  return (
    <section class="panel" aria-label="Hedge" id="hedge">
      <div class="controls">
        <h2>Hedged</h2>
        <CheckedField
          name="date"
          type="date"
          label="Date of the factors (empty: the newest)"
          value={address.date}
        />
      </div>
      {!isKnown && address.date && (
        <MissingDate asked={address.date} shown={dates.at(-1) ?? ''} dates={dates} />
      )}
      <Awaited answers={[answer]}>
        {({ hedge }) => {
          const limit = largest([...hedge.trades, ...hedge.hedged].map(({ weight }) => weight))
          return (
            <>
              <HedgeSummary hedge={hedge} />
              <div class="columns">
                <div>
                  <h3>Factor exposures</h3>
                  <ExposureTable before={hedge.exposures} after={hedge.exposuresAfter} />
                </div>
                <div>
                  <h3>Trades that cancel them</h3>
                  <WeightTable caption="Trades" rows={hedge.trades} limit={limit} searchable />
                </div>
                <div>
                  <h3>Portfolio afterwards</h3>
                  <WeightTable caption="Hedged" rows={hedge.hedged} limit={limit} searchable />
                </div>
              </div>
              <Tools name="hedge" queries={[asked(HedgePortfolio, variables)]}>
                <SaveCsv
                  name="exposures"
                  label="Save exposures as CSV"
                  columns={exposureColumns(1)}
                  rows={exposureRows(hedge.exposures, hedge.exposuresAfter)}
                />
                <SaveCsv
                  name="trades"
                  columns={weightColumns('Asset', limit)}
                  rows={hedge.trades}
                />
                <SaveCsv
                  name="hedged"
                  label="Save hedged portfolio as CSV"
                  columns={weightColumns('Asset', limit)}
                  rows={hedge.hedged}
                />
              </Tools>
            </>
          )
        }}
      </Awaited>
    </section>
  )
}
