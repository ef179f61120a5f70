import type { Address } from '../address/address.js'
import { go } from '../address/current.js'
import type { Catalogue, Entry } from '../lineup/lineup.js'
import { Choice } from '../parts/choice.js'
import { DataVersion } from './data-version.js'
import { ForgetKey } from './forget-key.js'

interface HeaderProps {
  readonly address: Address
  readonly catalogue: Catalogue | undefined
  readonly entries: readonly Entry[]
  readonly locked: boolean
}

/** What is looked at, how new it is, and the way out to the playground. */
export function Header({ address, catalogue, entries, locked }: HeaderProps) {
  const withRun = new Set(entries.map(({ strategy }) => strategy.name))
  const datasets = (catalogue?.datasets ?? []).map(({ name }) => ({ value: name, label: name }))
  const strategies = (catalogue?.strategies ?? []).map(({ name, title }) => ({
    value: name,
    label: withRun.has(name) ? title : `${title} (no results)`,
    disabled: !withRun.has(name),
  }))
  return (
    <header class="top">
      {/* biome-ignore lint/a11y/useValidAnchor: the address of the page is its state. */}
      <a class="skip" href="#main" onClick={skip}>
        Skip to the content
      </a>
      <a class="brand" href="/" aria-label="Residua, overview">
        <img src={ICON} alt="" width="18" height="18" />
        Residua
      </a>
      <Choice
        id="dataset"
        label="Dataset"
        choices={datasets}
        chosen={address.dataset}
        onChoose={(dataset) => go({ dataset })}
      />
      <Choice
        id="strategy"
        label="Strategy"
        choices={strategies}
        chosen={address.strategy}
        onChoose={(strategy) => go({ strategy })}
      />
      <DataVersion latest={catalogue?.dataVersion} locked={locked} />
      <ForgetKey />
      <a class="out" href="/playground">
        Playground
      </a>
    </header>
  )
}

/** In the head of the page; the build gives it its name. */
const ICON = document.querySelector<HTMLLinkElement>('link[rel=icon]')?.href

/** Moves the focus without a change of the address. */
function skip(event: Event): void {
  event.preventDefault()
  document.querySelector<HTMLElement>('main')?.focus()
}
