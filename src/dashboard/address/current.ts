import { computed, signal } from '@preact/signals'
import { type Address, type Changes, DEFAULTS } from './address.js'
import { hrefOf } from './href.js'
import { type ReadAddress, readAddress, type WrongValue } from './read-address.js'

const latest = signal<ReadAddress>({ address: DEFAULTS, wrong: [] })

/** What the view shows: the last good address. */
export const address = computed<Address>(() => latest.value.address)

/** Values of the link that were not taken. */
export const wrongValues = computed<readonly WrongValue[]>(() => latest.value.wrong)

/** Follows the hash of the page. */
export function followHash(): void {
  const read = () => {
    latest.value = readAddress(location.hash, latest.value.address)
  }
  addEventListener('hashchange', read)
  read()
}

/** The hash of the present view with some choices changed. */
export function hrefFor(changes: Changes): string {
  return hrefOf(changes, address.value)
}

/** Goes to a changed view; `replace` leaves no step in the history (sliders, zooms). */
export function go(changes: Changes, { replace = false } = {}): void {
  const href = hrefFor(changes)
  if (!replace) {
    location.hash = href
    return
  }
  history.replaceState(null, '', href)
  dispatchEvent(new HashChangeEvent('hashchange'))
}
