import { useEffect, useRef } from 'preact/hooks'
import { hrefFor } from '../address/current.js'
import type { Split, Strategy } from '../lineup/lineup.js'
import { MissingName } from '../parts/missing-name.js'
import { offers, reasonAgainst, type Tab } from './tab.js'
import { tabNamed, tabsOf } from './tabs.js'

interface TabLinksProps {
  readonly strategy: Strategy
  readonly split: Split
  /** The tab of the link, which the split may not offer. */
  readonly asked: string | undefined
  readonly current: Tab
}

/** The tabs of a split, and why the one that was asked for is not among them. */
export function TabLinks({ strategy, split, asked, current }: TabLinksProps) {
  const nav = useRef<HTMLElement>(null)
  const wanted = tabNamed(asked)
  useEffect(() => {
    const open = nav.current?.querySelector<HTMLElement>('[aria-current]')
    if (nav.current && open) nav.current.scrollLeft = open.offsetLeft - nav.current.clientWidth / 2
  }, [current])
  return (
    <>
      <nav class="tabs" aria-label="Views of the split" ref={nav}>
        {tabsOf(strategy, split).map(({ name, title }) => (
          <a
            key={name}
            href={hrefFor({ view: 'splits', tab: name, split: split.name })}
            id={`tab-${name}`}
            aria-current={name === current.name ? 'page' : undefined}
          >
            {title}
          </a>
        ))}
      </nav>
      {asked && !wanted && (
        <MissingName
          kind="tab"
          name={asked}
          names={tabsOf(strategy, split).map(({ name }) => name)}
          reason={`There is no view “${asked}” of a split.`}
        />
      )}
      {wanted && !offers(strategy, split, wanted) && (
        <p class="note" role="status" id="missing-tab">
          {reasonAgainst(strategy, wanted)}
        </p>
      )}
    </>
  )
}
