import { Components } from '../../../api/operations.js'
import { useAnswer } from '../../../api/use-answers.js'
import { Awaited } from '../../../parts/awaited.js'
import type { Column } from '../../../parts/column.js'
import { SaveCsv } from '../../../parts/save-csv.js'
import { asked } from '../../../tools/asked.js'
import { Tools } from '../../../tools/tools.js'
import type { Tab, TabProps } from '../../tab.js'
import { componentRows, weightRows } from './component-rows.js'
import { ComponentTable } from './component-table.js'

const NAMES = ['date', 'run', 'strategy', 'weight'] as const
const FILE_COLUMNS: readonly Column<ReturnType<typeof weightRows>[number]>[] = NAMES.map(
  (name) => ({ label: name, name, value: (row) => row[name] }),
)

/** The runs of a blend, their weights by date and on the date. */
function Content({ of, date }: TabProps) {
  const answer = useAnswer(Components, of)
  return (
    <Awaited answers={[answer]} class="tab-body">
      {({ split }) => {
        const rows = split ? componentRows(split) : []
        return (
          <>
            <p class="note">
              The book is the weighted sum of the published books of these runs, scaled to 1.
              Weights are decided at the close before, from net returns that are known then.
            </p>
            <ComponentTable rows={rows} date={date} />
            <Tools name={`components-${of.split}`} queries={[asked(Components, of)]}>
              <SaveCsv
                name={`components-${of.split}`}
                columns={FILE_COLUMNS}
                rows={weightRows(rows)}
              />
            </Tools>
          </>
        )
      }}
    </Awaited>
  )
}

export const components: Tab = {
  name: 'components',
  title: 'Components',
  needs: 'components',
  dates: 'all',
  Content,
}
