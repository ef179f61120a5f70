import type { Address } from '../address/address.js'
import { go } from '../address/current.js'

/** Cumulative sums, or compounded wealth on a logarithmic scale. */
export function ScaleSwitch({ address }: { readonly address: Address }) {
  return (
    <label class="field" title="Compounded wealth on a logarithmic scale, from 1.">
      <input
        type="checkbox"
        id="scale"
        checked={address.scale === 'log'}
        onChange={({ currentTarget }) => go({ scale: currentTarget.checked ? 'log' : undefined })}
      />{' '}
      Log
    </label>
  )
}
