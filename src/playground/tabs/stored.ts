import { effect } from '@preact/signals'
import { storeTabs } from './stored-tabs.js'
import { openId, tabs } from './tabs.js'

/** Stores the tabs whenever they change. */
export function saveTabs(): void {
  effect(() => storeTabs({ tabs: tabs.value, openId: openId.value }))
}
