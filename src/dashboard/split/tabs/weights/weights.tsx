import { Sectors, Weights } from '../../../api/operations.js'
import { useAnswer } from '../../../api/use-answers.js'
import { Awaited } from '../../../parts/awaited.js'
import { SaveCsv } from '../../../parts/save-csv.js'
import { largest } from '../../../series/cumulate.js'
import { count } from '../../../text/format.js'
import { asked } from '../../../tools/asked.js'
import { Tools } from '../../../tools/tools.js'
import { AttributionTable, attributionColumns } from '../../attribution-table.js'
import type { Tab, TabProps } from '../../tab.js'
import { WeightTable, weightColumns } from '../../weight-table.js'
import { type Book, bySector, exposures, sided } from './book.js'
import { SectorTable, sectorColumns } from './sector-table.js'

const TOP = 20

/** The book of a date: decided at the close before, earning the date's return. */
function Content({ of, date }: TabProps) {
  const book = useAnswer(Weights, { ...of, date })
  const sectors = useAnswer(Sectors, of)
  return (
    <Awaited answers={[book, sectors]} class="tab-body">
      {({ split }, { split: whole }) => {
        const weights = split?.weights ?? []
        const [long, short] = [sided(weights, 1), sided(weights, -1)]
        const limit = largest(weights.map(({ weight }) => weight))
        return (
          <>
            <p class="note">{`Decided at the close before ${date}. ${exposures(long, short)}`}</p>
            <div class="columns">
              <Side caption="Long" rows={long} limit={limit} />
              <Side caption="Short" rows={short} limit={limit} />
              <div>
                <h3>By sector</h3>
                <SectorTable rows={bySector(weights)} />
                <h3>Net PnL by sector, test range</h3>
                <AttributionTable parts={whole?.attribution ?? []} />
              </div>
            </div>
            <Tools
              name={`weights-${date}`}
              queries={[asked(Weights, { ...of, date }), asked(Sectors, of)]}
            >
              <SaveCsv
                name={`weights-${date}`}
                columns={weightColumns('Asset', limit)}
                rows={weights}
              />
              <SaveCsv
                name={`sectors-${date}`}
                label="Save sectors as CSV"
                columns={sectorColumns(1)}
                rows={bySector(weights)}
              />
              <SaveCsv
                name={`attribution-by-sector-${of.split}`}
                label="Save attribution as CSV"
                columns={attributionColumns(1)}
                rows={whole?.attribution ?? []}
              />
            </Tools>
          </>
        )
      }}
    </Awaited>
  )
}

interface SideProps {
  readonly caption: string
  readonly rows: Book
  readonly limit: number
}

function Side({ caption, rows, limit }: SideProps) {
  const isCut = rows.length > TOP
  return (
    <div>
      <h3>{isCut ? `${caption}: largest ${TOP} of ${count(rows.length)}` : caption}</h3>
      <WeightTable caption={caption} rows={rows.slice(0, TOP)} limit={limit} />
    </div>
  )
}

export const weights: Tab = { name: 'weights', title: 'Weights', dates: 'all', Content }
