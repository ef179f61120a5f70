import { hrefFor } from '../../../address/current.js'
import { Characteristics } from '../../../api/operations.js'
import { useAnswer } from '../../../api/use-answers.js'
import { HeatTable } from '../../../chart/heat-table.js'
import { Awaited } from '../../../parts/awaited.js'
import { SaveCsv } from '../../../parts/save-csv.js'
import { fixed } from '../../../text/format.js'
import { asked } from '../../../tools/asked.js'
import { Tools } from '../../../tools/tools.js'
import type { Tab, TabProps } from '../../tab.js'
import { byGroup } from './by-group.js'
import { LOAD_COLUMNS, loadsOf } from './load-columns.js'

/** Loads of every factor on every characteristic: rows in groups, columns factors, shade the size. */
function Content({ of, date }: TabProps) {
  const answer = useAnswer(Characteristics, { ...of, date })
  return (
    <Awaited answers={[answer]} class="tab-body">
      {({ split }) => {
        const factors = split?.factors ?? []
        const groups = byGroup(factors)
        if (groups.length === 0) {
          return <p class="dim">This strategy does not use characteristics.</p>
        }
        return (
          <>
            <p class="note">
              Mean characteristic of each factor’s portfolio, Σ W x / Σ |W|. Ranks run from −0.5 to
              0.5; a sector’s figure is its share. Shades are within a group.
            </p>
            <div class="heats">
              {groups.map(({ group, rows }) => (
                <HeatTable
                  key={group}
                  label={`${group} by factor`}
                  corner={group}
                  columns={factors.map(({ index }) => ({
                    label: `F${index}`,
                    href: hrefFor({ tab: 'factors', factor: index }),
                  }))}
                  rows={rows}
                  format={fixed}
                />
              ))}
            </div>
            <Tools
              name={`characteristics-${date}`}
              queries={[asked(Characteristics, { ...of, date })]}
              picture
            >
              <SaveCsv
                name={`characteristics-${date}`}
                columns={LOAD_COLUMNS}
                rows={loadsOf(factors)}
              />
            </Tools>
          </>
        )
      }}
    </Awaited>
  )
}

export const characteristics: Tab = {
  name: 'characteristics',
  title: 'Characteristics',
  needs: 'factors',
  dates: 'all',
  Content,
}
