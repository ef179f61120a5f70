/** An error as the API reports it. */
export interface Reported {
  readonly code: string
  readonly message: string
  readonly path?: string | undefined
}

/** Errors of the API, with its codes and messages. */
export class ApiError extends Error {
  override readonly name = 'ApiError'

  constructor(readonly errors: readonly Reported[]) {
    super(errors.map(({ message }) => message).join('\n'))
  }
}

/** The code of an API that cannot be reached: what is shown stays valid. */
export const AWAY = 'UNAVAILABLE'

/** Codes that another key may change. */
export const asksForKey = ({ code }: Reported): boolean =>
  code === 'UNAUTHENTICATED' || code === 'FORBIDDEN'

export const isAbort = (error: unknown): boolean =>
  error instanceof Error && error.name === 'AbortError'
