import { authorization } from '../../dashboard/api/key.js'
import { type Answer, readBody, sizeText } from './answer.js'

/** What is sent: a document, the operation of it that is to run, and its variables. */
export interface Request {
  readonly query: string
  readonly operationName: string | undefined
  readonly variables: Readonly<Record<string, unknown>>
}

export const headers = () => ({ 'content-type': 'application/json', ...authorization() })

/** Sends a query and waits for its answer. */
export async function send(request: Request, signal: AbortSignal): Promise<Answer> {
  const began = performance.now()
  const response = await fetch('/graphql', {
    method: 'POST',
    headers: { accept: 'application/json', ...headers() },
    body: JSON.stringify(request),
    signal,
  })
  const body = await response.text()
  const summary = [
    response.status,
    `${Math.round(performance.now() - began)} ms`,
    sizeText(new Blob([body]).size),
  ].join(' · ')
  return { ...readBody(body), summary }
}
