import type { OfStrategy } from '../lineup/chosen.js'
import type { Entry, Split, SplitFigures } from '../lineup/lineup.js'
import { DatePicker } from './date-picker.js'
import { LiveNotice } from './live-notice.js'
import { SplitFacts } from './split-facts.js'
import { SplitMeasures } from './split-measures.js'
import { FailureNotice, WarningNotice } from './split-notices.js'
import { datesOf } from './tab.js'
import { TabBody } from './tab-body.js'
import { TabLinks } from './tab-links.js'
import { tabOf } from './tabs.js'

interface SplitDetailProps {
  readonly address: OfStrategy
  readonly entry: Entry
  readonly split: Split
  readonly figures: SplitFigures | undefined
}

/** The chosen split: what it is, its measures, its tabs, and the date that they are of. */
export function SplitDetail({ address, entry, split, figures }: SplitDetailProps) {
  const isUnearned = figures?.measures.days === 0
  const tab = tabOf(address.tab ?? (isUnearned ? 'weights' : undefined), entry.strategy, split)
  const dates = datesOf(tab, split, figures)
  const date = address.date && dates.includes(address.date) ? address.date : dates.at(-1)
  const hasDates = tab.dates !== 'none' && dates.length > 0
  return (
    <section id="detail" class="panel" aria-label="Chosen split">
      <div class="title">
        <h2>{split.name}</h2>
        <SplitFacts strategy={entry.strategy} split={split} />
      </div>
      <WarningNotice split={split} />
      {split.status === 'FAILED' ? (
        <FailureNotice split={split} />
      ) : (
        figures && figures.measures.days > 0 && <SplitMeasures measures={figures.measures} />
      )}
      {split.live && isUnearned && <LiveNotice split={split} />}
      {split.status === 'PUBLISHED' && (
        <>
          <TabLinks strategy={entry.strategy} split={split} asked={address.tab} current={tab} />
          {hasDates && figures && (
            <DatePicker
              date={date ?? ''}
              dates={dates}
              pnl={figures.pnlSeries}
              asked={address.date}
            />
          )}
          <TabBody
            tab={tab}
            address={{ ...address, split: split.name, date }}
            split={split}
            splits={entry.splits}
          />
        </>
      )}
    </section>
  )
}
