import { key } from '../api/key.js'
import { leave } from '../api/session.js'

/** Where a key is used, a way to be rid of it. */
export function ForgetKey() {
  return (
    <span id="key">
      {key.value !== null && (
        <button type="button" class="quiet" onClick={leave}>
          Forget key
        </button>
      )}
    </span>
  )
}
