import { FactorOnDate, Factors } from '../../../api/operations.js'
import { useAnswer } from '../../../api/use-answers.js'
import { Awaited } from '../../../parts/awaited.js'
import { percent } from '../../../text/format.js'
import { AttributionTable } from '../../attribution-table.js'
import type { Tab, TabProps } from '../../tab.js'
import { FactorDate } from './factor-date.js'
import { FactorTable } from './factor-table.js'
import { MissingFactor } from './missing-factor.js'

/** Factor returns and attribution; for one factor its portfolio and its loads on characteristics. */
function Content({ of, date, address, split: { factorCount } }: TabProps) {
  const isThere = address.factor < factorCount
  const factor = isThere ? address.factor : 0
  const all = useAnswer(Factors, of)
  const one = useAnswer(FactorOnDate, { ...of, date, factor })
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
                {onDate?.factor && <FactorDate factor={onDate.factor} date={date} />}
              </div>
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
