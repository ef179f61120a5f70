import type { Reported } from '../../dashboard/api/errors.js'

/** Errors of an answer: their code and message. */
export function ErrorLines({ errors }: { readonly errors: readonly Reported[] }) {
  if (errors.length === 0) return null
  return (
    <div class="notice bad" role="alert">
      {errors.map(({ code, message }, index) => (
        <p key={`${index} ${message}`}>
          <code>{code}</code> {message}
        </p>
      ))}
    </div>
  )
}
