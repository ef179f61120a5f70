/** The data of a subscription's events over SSE, as they arrive. */
export async function subscribed(url: string, query: string): Promise<unknown[]> {
  const events: unknown[] = []
  const response = await fetch(`${url}/graphql/stream`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
    body: JSON.stringify({ query }),
  })
  void collect(response, events).catch(() => {}) // the server has stopped
  return events
}

async function collect({ body }: Response, events: unknown[]): Promise<void> {
  let text = ''
  for await (const chunk of body as ReadableStream<Uint8Array>) {
    text += Buffer.from(chunk).toString()
    const messages = text.split('\n\n')
    text = messages.pop() ?? ''
    for (const message of messages) {
      const data = /^event: next\ndata: (.*)$/m.exec(message)?.[1]
      if (data !== undefined) events.push(JSON.parse(data))
    }
  }
}
