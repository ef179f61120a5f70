import { FactorOnDate, FactorOverTime, FactorRisk, Factors } from '../../../api/operations.js'
import { useAnswer } from '../../../api/use-answers.js'
import { Awaited } from '../../../parts/awaited.js'
import { SaveCsv } from '../../../parts/save-csv.js'
import { percent } from '../../../text/format.js'
import { asked } from '../../../tools/asked.js'
import { Tools } from '../../../tools/tools.js'
import { AttributionTable, attributionColumns } from '../../attribution-table.js'
import type { Tab, TabProps } from '../../tab.js'
import { weightColumns } from '../../weight-table.js'
import { FactorCorrelation } from './factor-correlation.js'
import { FactorDate, loadColumns } from './factor-date.js'
import { FactorPast, PAST_COLUMNS, pastRows } from './factor-past.js'
import { FactorTable, factorColumns } from './factor-table.js'
import { MissingFactor } from './missing-factor.js'

/** Factor returns and attribution; for one factor its portfolio and its loads on characteristics. */
function Content({ of, date, address, split: { factorCount } }: TabProps) {
  const isThere = address.factor < factorCount
  const factor = isThere ? address.factor : 0
  const all = useAnswer(Factors, of)
  const one = useAnswer(FactorOnDate, { ...of, date, factor })
  const risk = useAnswer(FactorRisk, { ...of, date })
  const past = useAnswer(FactorOverTime, { ...of, factor })
  return (
    <>
      {!isThere && <MissingFactor asked={address.factor} count={factorCount} />}
      <Awaited answers={[all, one, past]} class="tab-body">
        {({ split }, { split: onDate }, { split: overTime }) =>
          split && (
            <>
              {split.measures.explainedVariance !== null && (
                <p class="note">
                  The factors explain {percent(split.measures.explainedVariance)} of the assets’
                  variance over the test range.
                </p>
              )}
              <div class="columns">
                <div>
                  <h3>Returns over the test range</h3>
                  <FactorTable factors={split.factors} chosen={factor} />
                </div>
                <div>
                  <h3>Attribution of net PnL</h3>
                  <AttributionTable parts={split.attribution} />
                </div>
                <FactorCorrelation
                  risk={risk}
                  date={date}
                  query={asked(FactorRisk, { ...of, date })}
                />
                {onDate?.factor && <FactorDate factor={onDate.factor} date={date} />}
              </div>
              {overTime?.factor && <FactorPast factor={overTime.factor} />}
              <Tools
                name={`factors-${of.split}`}
                queries={[
                  asked(Factors, of),
                  asked(FactorOnDate, { ...of, date, factor }),
                  asked(FactorOverTime, { ...of, factor }),
                ]}
                picture
              >
                <SaveCsv
                  name={`factors-${of.split}`}
                  columns={factorColumns(factor)}
                  rows={split.factors}
                />
                <SaveCsv
                  name={`attribution-by-factor-${of.split}`}
                  label="Save attribution as CSV"
                  columns={attributionColumns(1)}
                  rows={split.attribution}
                />
                {onDate?.factor && (
                  <>
                    <SaveCsv
                      name={`factor-${factor}-weights-${date}`}
                      label="Save largest weights as CSV"
                      columns={weightColumns('Asset', 1)}
                      rows={[...onDate.factor.long, ...onDate.factor.short]}
                    />
                    <SaveCsv
                      name={`factor-${factor}-loads-${date}`}
                      label="Save loads as CSV"
                      columns={loadColumns(1)}
                      rows={onDate.factor.characteristics}
                    />
                  </>
                )}
                {overTime?.factor && (
                  <SaveCsv
                    name={`factor-${factor}-over-time-${of.split}`}
                    label="Save over time as CSV"
                    columns={PAST_COLUMNS}
                    rows={pastRows(overTime.factor)}
                  />
                )}
              </Tools>
            </>
          )
        }
      </Awaited>
    </>
  )
}

export const factors: Tab = {
  name: 'factors',
  title: 'Factors',
  needs: 'factors',
  dates: 'all',
  Content,
}
