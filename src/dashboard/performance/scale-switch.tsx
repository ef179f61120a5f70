import type { Address } from '../address/address.js'
import { go } from '../address/current.js'
import { Toggle } from '../fields/toggle.js'

/** Cumulative sums, or compounded wealth on a logarithmic scale. */
export function ScaleSwitch({ address }: { readonly address: Address }) {
  return (
    <label for="scale" class="field" title="Compounded wealth on a logarithmic scale, from 1.">
      <Toggle
        id="scale"
        checked={address.scale === 'log'}
        onToggle={(isLog) => go({ scale: isLog ? 'log' : undefined })}
      />{' '}
      Log
    </label>
  )
}
