import type { View, ViewProps } from '../lineup/view.js'
import { ComparisonPanel } from './comparison-panel.js'
import { DifferencePanel } from './difference-panel.js'
import { StrategyChoices } from './strategy-choices.js'

/** Any strategies on the dates that all of them have. */
function Content({ address, entries }: ViewProps) {
  const others = entries
    .map(({ strategy }) => strategy.name)
    .filter((name) => name !== address.strategy)
  const compared = address.compare.length > 0 ? address.compare : others.slice(0, 1)
  const of = { ...address, compare: compared }
  return (
    <div class="stack">
      <StrategyChoices address={of} entries={entries} />
      {compared.length === 0 ? (
        <p class="notice">
          Only one strategy has results here. A second one to compare with:{' '}
          <code>npx residua backtest --strategy pca-ou</code>
        </p>
      ) : (
        <>
          <ComparisonPanel address={of} entries={entries} />
          <DifferencePanel address={of} entries={entries} />
        </>
      )}
    </div>
  )
}

export const compareView: View = { name: 'compare', title: 'Compare', Content }
