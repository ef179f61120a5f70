import type { OfSplit } from '../lineup/chosen.js'
import type { Split } from '../lineup/lineup.js'
import type { Tab } from './tab.js'

interface TabBodyProps {
  readonly tab: Tab
  readonly address: OfSplit
  readonly split: Split
  readonly splits: readonly Split[]
}

/** The content of a tab, where the split has a date for it. */
export function TabBody({ tab, address, split, splits }: TabBodyProps) {
  const { strategy, dataset, date } = address
  const { Content } = tab
  if (tab.dates !== 'none' && !date) {
    return <div class="tab-body dim">No test date has happened yet.</div>
  }
  return (
    <Content
      key={`${strategy} ${split.name} ${tab.name}`}
      address={address}
      split={split}
      splits={splits}
      date={date ?? ''}
      of={{ split: split.name, strategy, dataset }}
    />
  )
}
