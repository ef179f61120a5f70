/** How results are written into a response that stays open. */
export interface Framing {
  readonly contentType: string
  /** What comes first. */
  readonly begin: string
  /** Keeps the connection open. */
  readonly ping: string
  next(json: string): string
  /** Ends a subscription that is over. */
  readonly complete: string
}

export const EVENT_STREAM = 'text/event-stream; charset=utf-8'
const PING = ':\n\n'

/** The distinct connections mode of GraphQL over SSE. */
export const EVENTS: Framing = {
  contentType: EVENT_STREAM,
  begin: PING,
  ping: PING,
  next: (json) => `event: next\ndata: ${json}\n\n`,
  complete: 'event: complete\ndata:\n\n',
}

const BOUNDARY = 'graphql'
const partOf = (json: string) =>
  `\r\ncontent-type: application/json; charset=utf-8\r\n\r\n${json}\r\n--${BOUNDARY}`

/** Apollo's multipart protocol for subscriptions over HTTP, 1.0; a boundary follows each part at once. */
export const MULTIPART: Framing = {
  contentType: `multipart/mixed;boundary="${BOUNDARY}";subscriptionSpec=1.0`,
  begin: `\r\n--${BOUNDARY}`,
  ping: partOf('{}'),
  next: (json) => partOf(`{"payload":${json}}`),
  complete: '--\r\n',
}
