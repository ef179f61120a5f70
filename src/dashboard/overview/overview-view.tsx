import type { View, ViewProps } from '../lineup/view.js'
import { DataPanel } from './data-panel.js'
import { NextBookPanel } from './next-book-panel.js'
import { StrategiesPanel } from './strategies-panel.js'
import { WorkPanel } from './work-panel.js'

/** The first thing a newcomer sees: what there is, how good it is, what is to be done tomorrow. */
function Content({ address, catalogue, entries }: ViewProps) {
  const mine = entries.find(({ strategy }) => strategy.name === address.strategy)
  return (
    <div class="stack">
      <StrategiesPanel address={address} entries={entries} />
      <div class="pair">
        {mine && <NextBookPanel address={address} entry={mine} />}
        <div class="stack">
          <DataPanel catalogue={catalogue} dataset={address.dataset} />
          <WorkPanel />
        </div>
      </div>
    </div>
  )
}

export const overviewView: View = { name: 'overview', title: 'Overview', Content }
