import { type Address, type Changes, DEFAULTS } from './address.js'
import { KEYS } from './checks.js'

const SPLIT_CHOICES: Changes = { date: undefined, factor: 0, code: undefined }
const STRATEGY_CHOICES: Changes = { ...SPLIT_CHOICES, split: undefined }

/** The hash of an address with some choices changed; what depends on them is forgotten. */
export function hrefOf(changes: Changes, address: Address): string {
  const next: Changes = { ...address, ...dependents(changes, address), ...changes }
  const params = new URLSearchParams()
  for (const key of KEYS) {
    const value = next[key]
    if (value !== undefined && value !== DEFAULTS[key]) params.set(key, String(value))
  }
  if (next.compare && next.compare.length > 0) params.set('compare', next.compare.join(','))
  return `#${params}`.replaceAll('%2C', ',').replaceAll('%3A', ':')
}

function dependents(changes: Changes, address: Address): Changes {
  if ('dataset' in changes) return { ...STRATEGY_CHOICES, from: undefined, to: undefined }
  if ('strategy' in changes) {
    return { ...STRATEGY_CHOICES, compare: swapped(address, changes.strategy) }
  }
  if ('split' in changes) return SPLIT_CHOICES
  return {}
}

/** A compared strategy that becomes the chosen one leaves its place to the one it replaces. */
function swapped({ strategy, compare }: Address, chosen: string | undefined): string[] {
  if (!strategy) return compare.filter((name) => name !== chosen)
  return compare.map((name) => (name === chosen ? strategy : name))
}
