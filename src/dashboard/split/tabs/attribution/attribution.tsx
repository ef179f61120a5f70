import { go } from '../../../address/current.js'
import { AttributionBy, AttributionOverTime } from '../../../api/operations.js'
import { useAnswer } from '../../../api/use-answers.js'
import { Waterfall } from '../../../chart/waterfall.js'
import { Awaited } from '../../../parts/awaited.js'
import { Choice } from '../../../parts/choice.js'
import { SaveCsv } from '../../../parts/save-csv.js'
import { signedPercent } from '../../../text/format.js'
import { asked } from '../../../tools/asked.js'
import { Tools } from '../../../tools/tools.js'
import { AttributionTable, attributionColumns } from '../../attribution-table.js'
import type { Tab, TabProps } from '../../tab.js'
import { AttributionPast } from './attribution-past.js'
import { monthColumns, monthRows } from './months.js'
import { steps } from './steps.js'

const CHOICES = [
  { value: 'FACTOR', label: 'factor' },
  { value: 'SECTOR', label: 'sector' },
  { value: 'ASSET', label: 'asset' },
] as const

/** What net PnL of the test range came from: a waterfall from 0 to net. */
function Content({ of, address, split }: TabProps) {
  const hasFactors = split.factorCount > 0
  const isMissing = address.by === 'FACTOR' && !hasFactors
  const by = (isMissing ? undefined : address.by) ?? (hasFactors ? 'FACTOR' : 'SECTOR')
  const variables = { ...of, by }
  const answer = useAnswer(AttributionBy, variables)
  const past = useAnswer(AttributionOverTime, variables)
  return (
    <>
      <div class="controls">
        <Choice
          id="by"
          label="By"
          choices={CHOICES.filter(({ value }) => value !== 'FACTOR' || hasFactors)}
          chosen={by}
          onChoose={(value) => go({ by: value as typeof by })}
        />
      </div>
      {isMissing && (
        <p class="note" role="status" id="missing-by">
          This split has no factors: its net return is shown by sector.
        </p>
      )}
      <Awaited answers={[answer, past]} class="tab-body">
        {({ split: found }, { split: overTime }) => {
          const parts = found?.attribution ?? []
          return (
            <>
              <p class="note">
                Contributions to the net return of the test range at the default costs, summed over
                its dates; they add up to net exactly.
              </p>
              <div class="columns">
                <div class="wide-column">
                  <Waterfall
                    label="Attribution of net PnL"
                    steps={steps(parts)}
                    total="Net"
                    format={(value) => signedPercent(value, 2)}
                  />
                </div>
                <div>
                  <AttributionTable parts={parts} searchable={by === 'ASSET'} />
                </div>
              </div>
              {overTime && <AttributionPast of={overTime.attributionByPeriod} />}
              <Tools
                name={`attribution-${of.split}`}
                queries={[asked(AttributionBy, variables), asked(AttributionOverTime, variables)]}
                picture
              >
                <SaveCsv
                  name={`attribution-${of.split}`}
                  columns={attributionColumns(1)}
                  rows={parts}
                />
                {overTime && (
                  <SaveCsv
                    name={`attribution-by-month-${of.split}`}
                    label="Save months as CSV"
                    columns={monthColumns(overTime.attributionByPeriod.parts)}
                    rows={monthRows(overTime.attributionByPeriod)}
                  />
                )}
              </Tools>
            </>
          )
        }}
      </Awaited>
    </>
  )
}

export const attribution: Tab = {
  name: 'attribution',
  title: 'Attribution',
  dates: 'none',
  Content,
}
