import { FactorOnDate, FactorRisk, Factors } from '../../../api/operations.js'
import { useAnswer } from '../../../api/use-answers.js'
import { Awaited } from '../../../parts/awaited.js'
import { SaveCsv } from '../../../parts/save-csv.js'
import { percent } from '../../../text/format.js'
import { asked } from '../../../tools/asked.js'
import { Tools } from '../../../tools/tools.js'
import { AttributionTable } from '../../attribution-table.js'
import type { Tab, TabProps } from '../../tab.js'
import { FactorCorrelation } from './factor-correlation.js'
import { FactorDate } from './factor-date.js'
import { FactorTable, factorColumns } from './factor-table.js'
import { MissingFactor } from './missing-factor.js'

/** Factor returns and attribution; for one factor its portfolio and its loads on characteristics. */
function Content({ of, date, address, split: { factorCount } }: TabProps) {
  const isThere = address.factor < factorCount
  const factor = isThere ? address.factor : 0
  const all = useAnswer(Factors, of)
  const one = useAnswer(FactorOnDate, { ...of, date, factor })
  const risk = useAnswer(FactorRisk, { ...of, date })
  return (
    <>
      {!isThere && <MissingFactor asked={address.factor} count={factorCount} />}
      <Awaited answers={[all, one]} class="tab-body">
        {({ split }, { split: onDate }) =>
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
                <FactorCorrelation risk={risk} date={date} />
                {onDate?.factor && <FactorDate factor={onDate.factor} date={date} />}
              </div>
              <Tools
                name="factors"
                queries={[asked(Factors, of), asked(FactorOnDate, { ...of, date, factor })]}
              >
                <SaveCsv
                  name={`factors-${of.split}`}
                  columns={factorColumns(factor)}
                  rows={split.factors}
                />
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
