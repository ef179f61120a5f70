import type { Changes } from '../address/address.js'
import { hrefFor, wrongValues } from '../address/current.js'

/** Values of the link that were not taken. */
export function WrongLink() {
  const wrong = wrongValues.value
  if (wrong.length === 0) return null
  return (
    <div class="notice" role="status" id="wrong-link">
      {wrong.map(({ key, text, wrong: reason, nearest }) => (
        <p key={key}>
          <code>{`${key}=${text}`}</code> in the link was not sent: {key} must be {reason}. The view
          stays as it was.{' '}
          {nearest && (
            <a href={hrefFor({ [key]: nearest } as Changes)}>Show {nearest}, the nearest</a>
          )}
        </p>
      ))}
    </div>
  )
}
