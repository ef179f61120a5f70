import { address } from '../address/current.js'
import { withStrategy } from '../lineup/chosen.js'
import { lineup } from '../lineup/lineup.js'
import { ErrorNotice } from '../parts/notices.js'
import { Content } from './content.js'
import { Header } from './header.js'
import { KeyForm } from './key-form.js'
import { useCatalogue } from './use-catalogue.js'
import { usePoll } from './use-poll.js'

/** The whole page: its head, and below it the view that the address asks for, or why there is none. */
export function App() {
  const asked = address.value
  const { catalogue, errors, busy, locked, unknownDataset } = useCatalogue(asked.dataset)
  usePoll(!locked)
  const entries = catalogue ? lineup(catalogue) : []
  const dataset = unknownDataset === undefined ? asked.dataset : undefined
  const shown = (catalogue && withStrategy({ ...asked, dataset }, catalogue, entries)) ?? asked
  return (
    <>
      <Header address={shown} catalogue={catalogue} entries={entries} locked={locked} />
      <main id="main" tabIndex={-1} aria-busy={busy ? 'true' : 'false'}>
        {!catalogue && !locked && <h1 class="unseen">Residua</h1>}
        <div id="notice">
          {locked ? <KeyForm errors={errors} checking={busy} /> : <ErrorNotice errors={errors} />}
        </div>
        {catalogue && (
          <Content
            address={asked}
            catalogue={catalogue}
            entries={entries}
            unknownDataset={unknownDataset}
          />
        )}
        {!catalogue && busy && !locked && <p class="dim waiting">Loading…</p>}
      </main>
    </>
  )
}
