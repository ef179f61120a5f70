import { authorization } from './key.js'
import type { Operation } from './operation.js'

/**
 * Events of a subscription over server-sent events, until the signal aborts. Resolves when the stream
 * ends; the caller decides whether to open it again.
 */
export async function subscribe<Data, Variables>(
  { name, text }: Operation<Data, Variables>,
  variables: Variables,
  { signal, onEvent }: { readonly signal: AbortSignal; readonly onEvent: (data: Data) => void },
): Promise<void> {
  const response = await fetch('/graphql/stream', {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'text/event-stream',
      ...authorization(),
    },
    body: JSON.stringify({ operationName: name, query: text, variables }),
    signal,
  })
  if (!response.ok || !response.body) return
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
  let unread = ''
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    const blocks = `${unread}${value}`.split(/\r?\n\r?\n/)
    unread = blocks.pop() ?? ''
    for (const block of blocks) deliver(block, onEvent)
  }
}

/** Passes on the data of a `next` event; other events and comments are passed over. */
function deliver<Data>(block: string, onEvent: (data: Data) => void): void {
  const lines = block.split(/\r?\n/)
  if (!lines.includes('event: next')) return
  const text = lines
    .filter((line) => line.startsWith('data: '))
    .map((line) => line.slice('data: '.length))
    .join('\n')
  const { data } = JSON.parse(text) as { readonly data?: Data | null }
  if (data) onEvent(data)
}
