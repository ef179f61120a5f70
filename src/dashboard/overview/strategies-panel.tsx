import { RunSummary } from '../api/operations.js'
import { useAnswers } from '../api/use-answers.js'
import type { OfStrategy } from '../lineup/chosen.js'
import type { Entry } from '../lineup/lineup.js'
import { Awaited } from '../parts/awaited.js'
import { SaveCsv } from '../parts/save-csv.js'
import { Table } from '../parts/table.js'
import { asked } from '../tools/asked.js'
import { Tools } from '../tools/tools.js'
import { type Summary, summaryColumns } from './summary-columns.js'

interface StrategiesPanelProps {
  readonly address: OfStrategy
  readonly entries: readonly Entry[]
}

/** Every strategy with results, side by side, each over its own test dates at the default costs. */
export function StrategiesPanel({ address, entries }: StrategiesPanelProps) {
  const answers = useAnswers(
    RunSummary,
    entries.map(({ run }) => ({ run: run.id })),
  )
  const answer = {
    data: answers.map(({ data }) => data),
    errors: answers.flatMap(({ errors }) => errors),
    busy: answers.some(({ busy }) => busy),
  }
  const [first] = entries
  return (
    <section id="overview" class="panel" aria-label="Strategies">
      <h1>What each strategy earned</h1>
      <p class="note">
        A book of stocks is decided at each close and earns the next day’s return. The Sharpe ratio
        is its mean return over its risk, a year: 0 is nothing earned, and a year of data is
        uncertain by about ±1. <i>Net</i> is after costs, <i>hedged</i> also without what the market
        did. Each strategy is over its own test dates, which it was not trained on.
      </p>
      <Awaited answers={[answer]}>
        {(found) => {
          const rows: Summary[] = entries.map((entry, i) => ({
            ...entry,
            summary: found[i]?.run ?? undefined,
          }))
          const columns = summaryColumns()
          return (
            <>
              <Table
                id="overview-table"
                caption="Strategies"
                columns={columns}
                rows={rows}
                rowClass={({ strategy }) =>
                  strategy.name === address.strategy ? 'chosen' : undefined
                }
              />
              <Tools
                name="strategies"
                queries={first ? [asked(RunSummary, { run: first.run.id })] : []}
              >
                <SaveCsv name="strategies" columns={columns} rows={rows} />
              </Tools>
            </>
          )
        }}
      </Awaited>
    </section>
  )
}
