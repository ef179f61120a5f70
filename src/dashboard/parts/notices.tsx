import type { Reported } from '../api/errors.js'
import { askAgain } from '../api/session.js'

/** Errors of the API as they are, and a way to try again. */
export function ErrorNotice({ errors }: { readonly errors: readonly Reported[] }) {
  if (errors.length === 0) return null
  return (
    <div class="notice bad" role="alert">
      {distinct(errors).map(({ code, message, path }) => (
        <p key={message}>
          <code>{code}</code> {message}
          {path && <span class="dim"> ({path})</span>}
        </p>
      ))}
      <button type="button" onClick={askAgain}>
        Try again
      </button>
    </div>
  )
}

function distinct(errors: readonly Reported[]): Reported[] {
  const seen = new Map(errors.map((error) => [`${error.code} ${error.message}`, error]))
  return [...seen.values()]
}
