import { AssetKnown } from '../api/operations.js'
import { useAnswer } from '../api/use-answers.js'
import { chosenSplit } from '../lineup/chosen.js'
import { byName, type FiguredEntry } from '../lineup/lineup.js'
import { useFigures } from '../lineup/use-figures.js'
import type { View, ViewProps } from '../lineup/view.js'
import { Awaited } from '../parts/awaited.js'
import { MissingDate } from '../parts/missing-date.js'
import { MissingName } from '../parts/missing-name.js'
import { AssetPanel } from './asset-panel.js'
import { AssetSearchPanel } from './asset-search-panel.js'

/** One asset as the chosen strategy saw it; without one, all of them to choose from. */
function Content({ address, entries }: ViewProps) {
  const mine = entries.filter(({ strategy }) => strategy.name === address.strategy)
  const answer = useFigures({ ...address, compare: [] }, mine)
  const { asset: symbol } = address
  const known = useAnswer(AssetKnown, symbol ? { symbol } : null)
  return (
    <div class="stack">
      {symbol && (
        <Awaited answers={[answer, known]} class="stack">
          {([figured], { asset }) =>
            figured && asset && <Asset address={address} entry={figured} />
          }
        </Awaited>
      )}
      <AssetSearchPanel
        chosen={symbol}
        isMissing={symbol !== undefined && !known.busy && known.data?.asset === null}
      />
    </div>
  )
}

interface AssetProps {
  readonly address: ViewProps['address']
  readonly entry: FiguredEntry
}

function Asset({ address, entry }: AssetProps) {
  const figures = byName(entry.figures)
  const split = chosenSplit(address, entry, figures)
  const dates = split ? (figures.get(split.name)?.pnlSeries.dates ?? []) : []
  const date =
    address.date && dates.includes(address.date) ? address.date : (dates.at(-1) ?? split?.nextDate)
  if (!split || !date || !address.asset || split.status !== 'PUBLISHED') {
    return <p class="notice">This split has no results of assets.</p>
  }
  return (
    <>
      {address.split && address.split !== split.name && (
        <MissingName
          kind="split"
          name={address.split}
          names={entry.splits.map(({ name }) => name)}
          shown={split.name}
        />
      )}
      {address.date && address.date !== date && (
        <MissingDate asked={address.date} shown={date} dates={dates} />
      )}
      <AssetPanel
        symbol={address.asset}
        strategy={entry.strategy}
        split={split}
        dataset={address.dataset}
        date={date}
      />
    </>
  )
}

export const assetView: View = { name: 'asset', title: 'Assets', Content }
