import type { Reported } from '../../dashboard/api/errors.js'

/** What a request was answered with. */
export interface Answer {
  /** JSON with two spaces, or the body as it came. */
  readonly text: string
  readonly errors: readonly Reported[]
  /** One line about it: status, duration, size; or how many events came. */
  readonly summary: string
}

interface Body {
  readonly errors?: readonly {
    readonly message: string
    readonly extensions?: { readonly code?: string }
  }[]
}

/** A body as text for people, and the errors in it. */
export function readBody(body: string): Pick<Answer, 'text' | 'errors'> {
  try {
    const parsed = JSON.parse(body) as Body
    const errors = (parsed.errors ?? []).map(({ message, extensions }) => ({
      code: extensions?.code ?? 'ERROR',
      message,
    }))
    return { text: JSON.stringify(parsed, null, 2), errors }
  } catch {
    return { text: body, errors: [{ code: 'ERROR', message: body.slice(0, 500) }] }
  }
}

/** Of a size in bytes. */
export function sizeText(bytes: number): string {
  return bytes < 1000 ? `${bytes} B` : `${(bytes / 1000).toFixed(bytes < 10_000 ? 1 : 0)} KB`
}
