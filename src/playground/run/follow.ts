import { createClient } from 'graphql-sse'
import type { Answer } from './answer.js'
import { headers, type Request } from './request.js'

/** Events of which the text is kept. */
const KEPT = 200

/** Runs a subscription over server-sent events until the signal aborts; reports after each event, the newest first. */
export async function follow(
  { query, operationName, variables }: Request,
  signal: AbortSignal,
  report: (answer: Answer) => void,
): Promise<void> {
  const client = createClient({
    url: `${location.origin}/graphql/stream`,
    headers,
    retryAttempts: 0,
  })
  const operation = { query, variables, ...(operationName && { operationName }) }
  const events = client.iterate(operation)
  signal.addEventListener('abort', () => client.dispose())
  let [texts, count]: [string[], number] = [[], 0]
  const answer = (state: string) => ({
    text: texts.join('\n'),
    errors: [],
    summary: `${count} ${count === 1 ? 'event' : 'events'} · ${state}`,
  })
  report(answer('waiting for the next one'))
  for await (const event of events) {
    texts = [JSON.stringify(event, null, 2), ...texts].slice(0, KEPT)
    count++
    report(answer('waiting for the next one'))
  }
  report(answer(signal.aborted ? 'stopped' : 'the stream ended'))
}
