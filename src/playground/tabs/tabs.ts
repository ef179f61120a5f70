import { computed, signal } from '@preact/signals'
import { EXAMPLES } from '../saved/examples.js'
import { storedTabs } from './stored-tabs.js'
import { newTab, type Tab } from './tab.js'

const begun = storedTabs() ?? firstVisit()

export const tabs = signal<readonly Tab[]>(begun.tabs)
export const openId = signal(begun.openId)

/** The tab on show. */
export const open = computed<Tab>(() => {
  const found = tabs.value.find(({ id }) => id === openId.value) ?? tabs.value[0]
  if (found === undefined) throw new Error('there is no tab')
  return found
})

/** Shows a query: in the tab that has it, else in the open tab if that is empty, else in a new one. */
export function show(query: Omit<Tab, 'id'>): void {
  const same = tabs.value.find(
    (tab) => tab.query === query.query && tab.variables === query.variables,
  )
  if (same) {
    openId.value = same.id
    return
  }
  const tab = newTab(query)
  const isEmpty = open.value.query.trim() === ''
  const others = isEmpty ? tabs.value.filter(({ id }) => id !== open.value.id) : tabs.value
  tabs.value = [...others, tab]
  openId.value = tab.id
}

/** Opens an empty tab. */
export function add(): void {
  const tab = newTab()
  tabs.value = [...tabs.value, tab]
  openId.value = tab.id
}

/** Closes a tab; its neighbour is shown, and there is always one. */
export function close(id: string): void {
  const at = tabs.value.findIndex((tab) => tab.id === id)
  const others = tabs.value.filter((tab) => tab.id !== id)
  const left = others.length > 0 ? others : [newTab()]
  if (openId.value === id) openId.value = (left[Math.max(0, at - 1)] ?? left[0])?.id ?? ''
  tabs.value = left
}

/** Changes the open tab. */
export function edit(change: Partial<Omit<Tab, 'id'>>): void {
  const { id } = open.value
  tabs.value = tabs.value.map((tab) => (tab.id === id ? { ...tab, ...change } : tab))
}

function firstVisit() {
  const [example] = EXAMPLES
  const tab = newTab(example && { name: example.name, query: example.query })
  return { tabs: [tab], openId: tab.id }
}
