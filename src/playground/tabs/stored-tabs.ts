import type { Tab } from './tab.js'

/** The tabs in the browser's storage; keys are never in it. */
const ITEM = 'residua.playground'

interface Stored {
  readonly tabs: readonly Tab[]
  readonly openId: string
}

/** The tabs of the last visit; undefined where there are none, or where they cannot be read. */
export function storedTabs(): Stored | undefined {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(ITEM) ?? 'null')
    return isStored(stored) ? stored : undefined
  } catch {
    return undefined
  }
}

export function storeTabs(stored: Stored): void {
  try {
    localStorage.setItem(ITEM, JSON.stringify(stored))
  } catch {
    // Storage is full or forbidden: the tabs are lost with the page.
  }
}

function isStored(value: unknown): value is Stored {
  if (!isRecord(value) || !Array.isArray(value.tabs) || typeof value.openId !== 'string')
    return false
  return value.tabs.length > 0 && value.tabs.every(isTab)
}

function isTab(value: unknown): value is Tab {
  return (
    isRecord(value) &&
    ['id', 'name', 'query', 'variables'].every((field) => typeof value[field] === 'string')
  )
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
