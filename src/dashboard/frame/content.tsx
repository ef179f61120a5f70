import { useEffect } from 'preact/hooks'
import type { Address } from '../address/address.js'
import { wrongValues } from '../address/current.js'
import { withStrategy } from '../lineup/chosen.js'
import { type Catalogue, type Entry } from '../lineup/lineup.js'
import { MissingName } from '../parts/missing-name.js'
import { EmptyNotice } from './empty-notice.js'
import { MissingCompared } from './missing-compared.js'
import { MissingStrategy } from './missing-strategy.js'
import { Navigation } from './navigation.js'
import { viewOf } from './views.js'
import { WrongLink } from './wrong-link.js'

interface ContentProps {
  readonly address: Address
  readonly catalogue: Catalogue
  readonly entries: readonly Entry[]
  /** The dataset of the link, where there is none of that name. */
  readonly unknownDataset: string | undefined
}

/** The view that the address asks for, and what of the link is not there. */
export function Content({ address, catalogue, entries, unknownDataset }: ContentProps) {
  const view = viewOf(
    address,
    wrongValues.value.map(({ key }) => key),
  )
  const dataset = unknownDataset === undefined ? address.dataset : undefined
  const chosen = withStrategy({ ...address, dataset }, catalogue, entries)
  const names = catalogue.datasets.map(({ name }) => name)
  useEffect(() => {
    document.title = `${view.title} · Residua`
  }, [view])
  return (
    <>
      <Navigation current={view.name} />
      <h1 class="unseen">{view.title}</h1>
      <WrongLink />
      {unknownDataset !== undefined && (
        <MissingName kind="dataset" name={unknownDataset} names={names} shown={chosen?.dataset} />
      )}
      {chosen && (
        <MissingStrategy
          asked={address.strategy}
          shown={chosen.strategy}
          {...{ catalogue, entries }}
        />
      )}
      {chosen && (
        <MissingCompared compare={address.compare} chosen={chosen.strategy} entries={entries} />
      )}
      {chosen || view.always ? (
        <view.Content
          address={chosen ?? { ...address, strategy: '' }}
          catalogue={catalogue}
          entries={entries}
        />
      ) : (
        <section id="headline" class="panel" aria-label="Nothing is published">
          <EmptyNotice
            dataset={dataset}
            strategy={address.strategy ?? catalogue.strategies[0]?.name ?? ''}
            known={dataset !== undefined && names.includes(dataset)}
          />
        </section>
      )}
    </>
  )
}
