import { Residuals } from '../../../api/operations.js'
import { useAnswer } from '../../../api/use-answers.js'
import { Histogram } from '../../../chart/histogram.js'
import { Awaited } from '../../../parts/awaited.js'
import { SaveCsv } from '../../../parts/save-csv.js'
import { largest } from '../../../series/cumulate.js'
import { deviation } from '../../../series/statistics.js'
import { count, percent, signedPercent } from '../../../text/format.js'
import { asked } from '../../../tools/asked.js'
import { Tools } from '../../../tools/tools.js'
import type { Tab, TabProps } from '../../tab.js'
import { toRows } from './residual-rows.js'
import { ResidualTable, residualColumns } from './residual-table.js'

const TOP = 15

/** Residuals of a date, and the weights of the same assets. */
function Content({ of, date }: TabProps) {
  const answer = useAnswer(Residuals, { ...of, date })
  return (
    <Awaited answers={[answer]} class="tab-body">
      {({ split }) => {
        if (!split) return null
        const rows = toRows(split.residualVector, split.weights)
        const values = rows.map(({ value }) => value)
        const limit = largest(values)
        const descending = rows.toSorted((a, b) => b.value - a.value)
        return (
          <>
            <p class="note">
              {`ε = R − β F of ${date}, in percent: ${count(rows.length)} assets, cross-sectional standard deviation ${percent(deviation(values), 2)}.`}
            </p>
            <div class="columns">
              <div>
                <h3>Largest</h3>
                <ResidualTable
                  caption="Largest residuals"
                  rows={descending.slice(0, TOP)}
                  limit={limit}
                />
              </div>
              <div>
                <h3>Smallest</h3>
                <ResidualTable
                  caption="Smallest residuals"
                  rows={descending.slice(-TOP).reverse()}
                  limit={limit}
                />
              </div>
              <div>
                <h3>Cross-section</h3>
                <Histogram
                  label={`Histogram of ${values.length} residuals`}
                  values={values}
                  limit={limit}
                  format={signedPercent}
                />
              </div>
            </div>
            <Tools name={`residuals-${date}`} queries={[asked(Residuals, { ...of, date })]} picture>
              <SaveCsv name={`residuals-${date}`} columns={residualColumns(limit)} rows={rows} />
            </Tools>
          </>
        )
      }}
    </Awaited>
  )
}

export const residuals: Tab = {
  name: 'residuals',
  title: 'Residuals',
  needs: 'residuals',
  dates: 'realised',
  Content,
}
