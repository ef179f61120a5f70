import { Comparison } from '../api/operations.js'
import { useAnswer } from '../api/use-answers.js'
import type { OfStrategy } from '../lineup/chosen.js'
import type { Entry } from '../lineup/lineup.js'
import { Awaited } from '../parts/awaited.js'
import { SaveCsv } from '../parts/save-csv.js'
import { Table } from '../parts/table.js'
import { count, text } from '../text/format.js'
import { asked } from '../tools/asked.js'
import { Tools } from '../tools/tools.js'
import { comparisonColumns } from './comparison-columns.js'

interface ComparisonPanelProps {
  readonly address: OfStrategy
  readonly entries: readonly Entry[]
}

/** Measures on the common dates, with the differences to the first and their intervals. */
export function ComparisonPanel({ address, entries }: ComparisonPanelProps) {
  const { dataset, from, to, tradingCostBps, shortCostBps, lag } = address
  const strategies = [address.strategy, ...address.compare]
  const variables = { strategies, dataset, from, to, tradingCostBps, shortCostBps, lag }
  const answer = useAnswer(Comparison, variables)
  const titles = new Map(entries.map(({ strategy }) => [strategy.name, strategy.title]))
  return (
    <section id="comparison" class="panel" aria-label="Comparison">
      <h2>On the same dates</h2>
      <Awaited answers={[answer]}>
        {({ compare: rows }) => {
          const columns = comparisonColumns((name) => titles.get(name) ?? name)
          const [first] = rows
          if (!first || first.days === 0) return <p class="dim">They have no date in common.</p>
          return (
            <>
              <p class="note">
                {`${count(first.days)} common dates, ${text(first.from)} to ${text(first.to)}. A difference is significant where its interval of 95\u202f% does not contain 0.`}
              </p>
              <Table
                id="comparison-table"
                caption="Comparison"
                columns={columns.filter(({ label }) => label !== '')}
                rows={rows}
              />
              <Tools name="comparison" queries={[asked(Comparison, variables)]}>
                <SaveCsv name="comparison" columns={columns} rows={rows} />
              </Tools>
            </>
          )
        }}
      </Awaited>
    </section>
  )
}
