import { byName } from '../lineup/lineup.js'
import { useFigures } from '../lineup/use-figures.js'
import type { View, ViewProps } from '../lineup/view.js'
import { Awaited } from '../parts/awaited.js'
import { commonRange, narrowed } from '../series/ranges.js'
import { SplitsTable } from '../split/splits-table.js'
import { CurvePanel } from './curve-panel.js'
import { Headline } from './headline.js'

/** What the chosen strategy earned over all its splits, beside the compared ones. */
function Content({ address, entries }: ViewProps) {
  const answer = useFigures(address, entries)
  return (
    <Awaited answers={[answer]} class="stack">
      {(figured) => {
        const mine = figured.find(({ strategy }) => strategy.name === address.strategy)
        if (!mine) return null
        const full = commonRange([mine.figures])
        const common = commonRange(figured.map((each) => each.figures))
        return (
          <>
            <section id="headline" class="panel" aria-label="Measures over all test dates">
              <Headline entry={mine} range={full && narrowed(full, address)} />
            </section>
            {full && common && (
              <CurvePanel
                address={address}
                entries={figured}
                mine={mine}
                common={narrowed(common, address)}
                full={full}
              />
            )}
            <section id="splits" class="panel" aria-label="Splits">
              <h2>Splits</h2>
              <SplitsTable splits={mine.splits} chosen={undefined} figures={byName(mine.figures)} />
            </section>
          </>
        )
      }}
    </Awaited>
  )
}

export const performanceView: View = { name: 'performance', title: 'Performance', Content }
