import { chosenSplit } from '../lineup/chosen.js'
import { byName, type Entry, type FiguredEntry } from '../lineup/lineup.js'
import { figuresAsked, useFigures } from '../lineup/use-figures.js'
import type { View, ViewProps } from '../lineup/view.js'
import { Awaited } from '../parts/awaited.js'
import { MissingName } from '../parts/missing-name.js'
import { SplitDetail } from './split-detail.js'
import { SplitsTable } from './splits-table.js'

/** The splits of the chosen strategy, and what is known of one of them. */
function Content({ address, entries }: ViewProps) {
  const mine = entries.filter(({ strategy }) => strategy.name === address.strategy)
  const answer = useFigures({ ...address, compare: [] }, mine)
  return (
    <Awaited answers={[answer]} class="stack">
      {([figured]) => figured && <Splits address={address} entry={figured} />}
    </Awaited>
  )
}

interface SplitsProps {
  readonly address: ViewProps['address']
  readonly entry: FiguredEntry & Entry
}

function Splits({ address, entry }: SplitsProps) {
  const figures = byName(entry.figures)
  const split = chosenSplit(address, entry, figures)
  const isMissing = address.split !== undefined && address.split !== split?.name
  return (
    <>
      {isMissing && address.split && (
        <MissingName
          kind="split"
          name={address.split}
          names={entry.splits.map(({ name }) => name)}
          shown={split?.name}
        />
      )}
      <section id="splits" class="panel" aria-label="Splits">
        <h1>{entry.strategy.title}: splits</h1>
        <SplitsTable
          splits={entry.splits}
          chosen={split?.name}
          figures={figures}
          query={figuresAsked({ ...address, compare: [] }, entry.run.id)}
        />
      </section>
      {split && (
        <SplitDetail
          address={address}
          entry={entry}
          split={split}
          figures={figures.get(split.name)}
        />
      )}
    </>
  )
}

export const splitsView: View = { name: 'splits', title: 'Splits', Content }
