import type { ApolloServerPlugin } from '@apollo/server'
import { GraphQLError } from 'graphql'

const JSON_TYPE = 'application/json'
const GRAPHQL_TYPE = 'application/graphql-response+json'

/** Errors of the document or its variables, found before anything ran; limits are no such errors. */
const BEFORE_EXECUTION = 'BAD_USER_INPUT'

/**
 * GraphQL over HTTP: an answer to a well-formed request is 200 as `application/json`, whatever is
 * wrong with its document, for clients that read a body only then; as
 * `application/graphql-response+json` the status says that it was 400.
 */
export function httpSpec(): ApolloServerPlugin {
  return {
    async requestDidStart() {
      return {
        async didResolveOperation({ operation }) {
          if (operation && operation.operation !== 'query') throw notHere(operation.operation)
        },
        async willSendResponse({ request, source, response: { http, body } }) {
          const type = mediaTypeFor(request.http?.headers.get('accept'))
          // Where neither is accepted, Apollo answers 406.
          if (type === undefined || body.kind !== 'single') return
          http.headers.set('content-type', `${type}; charset=utf-8`)
          const { data, errors = [] } = body.singleResult
          // Without a document the request was none of GraphQL's at all.
          const refused = source !== undefined && data === undefined && http.status === 400
          const wrong = errors.every(({ extensions }) => extensions?.code === BEFORE_EXECUTION)
          if (refused && wrong && type === JSON_TYPE) http.status = 200
        },
      }
    },
  }
}

/** An operation of a kind that is not answered here. */
function notHere(kind: string): GraphQLError {
  const message =
    kind === 'subscription'
      ? 'subscriptions are answered as server-sent events on /graphql/stream, or over WebSocket'
      : 'there are no mutations: everything here is read'
  return new GraphQLError(message, {
    extensions: { code: BEFORE_EXECUTION, http: { status: 400 } },
  })
}

/** The media type to answer with, by the `Accept` header; undefined where neither of ours is accepted. */
export function mediaTypeFor(
  accept: string | null | undefined,
): typeof JSON_TYPE | typeof GRAPHQL_TYPE | undefined {
  if (!accept) return JSON_TYPE
  const ranges = accept.split(',').map(toRange)
  const [json, graphql] = [JSON_TYPE, GRAPHQL_TYPE].map((type) => qualityOf(type, ranges))
  if (json.q === 0 && graphql.q === 0) return undefined
  if (json.q !== graphql.q) return json.q > graphql.q ? JSON_TYPE : GRAPHQL_TYPE
  // Equally welcome: what is named itself, then what is named first.
  if (json.specificity !== graphql.specificity) {
    return json.specificity > graphql.specificity ? JSON_TYPE : GRAPHQL_TYPE
  }
  return graphql.index < json.index ? GRAPHQL_TYPE : JSON_TYPE
}

interface Range {
  readonly type: string
  readonly q: number
  readonly index: number
}

interface Quality {
  readonly q: number
  readonly specificity: number
  readonly index: number
}

function toRange(text: string, index: number): Range {
  const [type, ...parameters] = text.split(';').map((part) => part.trim().toLowerCase())
  const q = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2)
  const value = q === undefined ? 1 : Number(q)
  return { type, q: value >= 0 && value <= 1 ? value : 0, index }
}

/** Of the most specific range that covers the type. */
function qualityOf(type: string, ranges: readonly Range[]): Quality {
  for (const [specificity, covering] of [type, 'application/*', '*/*'].entries()) {
    const range = ranges.find((one) => one.type === covering)
    if (range) return { q: range.q, specificity: -specificity, index: range.index }
  }
  return { q: 0, specificity: -9, index: 0 }
}
