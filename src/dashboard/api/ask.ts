import { ApiError, AWAY, isAbort, type Reported } from './errors.js'
import { authorization } from './key.js'
import type { Operation } from './operation.js'

export interface Answer<Data> {
  readonly data: Data
  readonly errors: readonly Reported[]
}

/** One GraphQL request. Throws an `ApiError` where there are no data. */
export async function ask<Data, Variables>(
  operation: Operation<Data, Variables>,
  variables: Variables,
  signal?: AbortSignal,
): Promise<Answer<Data>> {
  const { name, text } = operation
  const body = JSON.stringify({ operationName: name, query: text, variables })
  const headers = {
    'content-type': 'application/json',
    accept: 'application/json',
    ...authorization(),
  }
  try {
    const response = await fetch('/graphql', {
      method: 'POST',
      headers,
      body,
      signal: signal ?? null,
    })
    return toAnswer(await response.text(), response.status)
  } catch (error) {
    if (isAbort(error) || error instanceof ApiError) throw error
    throw new ApiError([{ code: AWAY, message: 'The API cannot be reached.' }])
  }
}

interface Body<Data> {
  readonly data?: Data | null
  readonly errors?: readonly {
    readonly message: string
    readonly path?: readonly (string | number)[]
    readonly extensions?: { readonly code?: string }
  }[]
}

function toAnswer<Data>(text: string, status: number): Answer<Data> {
  const { data, errors = [] } = parse<Data>(text, status)
  const reported = errors.map(({ message, path, extensions }) => ({
    code: extensions?.code ?? (status === 200 ? 'ERROR' : `HTTP ${status}`),
    message,
    path: path?.join('.'),
  }))
  if (data) return { data, errors: reported }
  throw new ApiError(reported.length > 0 ? reported : [{ code: `HTTP ${status}`, message: text }])
}

function parse<Data>(text: string, status: number): Body<Data> {
  try {
    return JSON.parse(text) as Body<Data>
  } catch {
    throw new ApiError([{ code: `HTTP ${status}`, message: text.slice(0, 500) || 'No answer.' }])
  }
}
