import { useEffect, useRef } from 'preact/hooks'
import type { Reported } from '../api/errors.js'
import { key } from '../api/key.js'
import { tryKey } from '../api/session.js'

interface KeyFormProps {
  readonly errors: readonly Reported[]
  /** Whether a key is being checked. */
  readonly checking: boolean
}

/** A form for a key, with the reason why the last one was rejected. */
export function KeyForm({ errors, checking }: KeyFormProps) {
  const input = useRef<HTMLInputElement>(null)
  useEffect(() => input.current?.focus(), [])
  const rejected = key.value !== null && !checking
  const submit = (event: Event) => {
    event.preventDefault()
    const value = input.current?.value.trim()
    if (value) tryKey(value)
  }
  return (
    <form class="notice sign-in" onSubmit={submit}>
      <div role={rejected ? 'alert' : undefined}>
        <h1>{rejected ? 'The API rejects this key.' : 'This API needs a key.'}</h1>
        {rejected && <p>{errors[0]?.message}</p>}
      </div>
      <p class="dim">
        Its operator creates one with <code>npx residua keys create dashboard</code>. It is kept
        until the browser’s last tab of this page is closed, and sent to this server alone.
      </p>
      <p class="key-field">
        <label class="field">
          API key{' '}
          <input
            id="api-key"
            ref={input}
            type="password"
            autocomplete="off"
            spellcheck={false}
            required
            placeholder="key or token"
          />
        </label>
        <button type="submit" disabled={checking} aria-busy={checking ? 'true' : undefined}>
          {checking ? 'Checking…' : 'Use it'}
        </button>
      </p>
    </form>
  )
}
