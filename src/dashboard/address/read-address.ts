import { nearestName } from '../text/nearest.js'
import { type Address, DEFAULTS } from './address.js'
import { CHECKS, type CheckedKey, KEYS, wrongRange } from './checks.js'

/** A value of a link that was not taken, and what it must be. */
export interface WrongValue {
  readonly key: CheckedKey
  readonly text: string
  readonly wrong: string
  /** The allowed value that is nearest, where there are few. */
  readonly nearest?: string | undefined
}

export interface ReadAddress {
  readonly address: Address
  readonly wrong: readonly WrongValue[]
}

/**
 * The address in a hash. A wrong value is reported, and in its place stands that of `before`, the
 * last good address, so that the view stays.
 */
export function readAddress(hash: string, before: Address = DEFAULTS): ReadAddress {
  const params = new URLSearchParams(hash.replace(/^#/, ''))
  const found: Record<string, unknown> = { ...DEFAULTS, compare: namesIn(params.get('compare')) }
  const wrong: WrongValue[] = []
  const reject = (value: WrongValue) => {
    wrong.push(value)
    found[value.key] = before[value.key]
  }
  for (const key of KEYS) {
    const text = params.get(key)
    if (text === null || text === '') continue
    const checked = CHECKS[key](text)
    if ('wrong' in checked) {
      const nearest = checked.allowed && nearestName(text, checked.allowed)
      reject({ key, text, wrong: checked.wrong, nearest })
    }
    if ('value' in checked) found[key] = checked.value
  }
  const range = found as Pick<Address, 'from' | 'to'>
  const reason = wrongRange(range)
  if (reason) {
    const text = range.from ?? ''
    reject({ key: 'from', text, wrong: reason })
    found.to = before.to
  }
  return { address: found as unknown as Address, wrong }
}

function namesIn(list: string | null): string[] {
  return [...new Set(list?.split(',').filter(Boolean))]
}
