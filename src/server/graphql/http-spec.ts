import type { ApolloServerPlugin } from '@apollo/server'
import { GraphQLError } from 'graphql'
import { acceptedMediaType } from '../http/accept.js'

const JSON_TYPE = 'application/json; charset=utf-8'
const GRAPHQL_TYPE = 'application/graphql-response+json; charset=utf-8'
const MEDIA_TYPES = [JSON_TYPE, GRAPHQL_TYPE] as const
type MediaType = (typeof MEDIA_TYPES)[number]

/** The code of errors in the document or its variables, found before execution; limits have another. */
const BEFORE_EXECUTION = 'BAD_USER_INPUT'

/**
 * GraphQL over HTTP: an answer to a well-formed request is 200 as `application/json`, whatever is
 * wrong with its document, for clients that read a body only then; as
 * `application/graphql-response+json` the status is 400.
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
          http.headers.set('content-type', type)
          const { data, errors = [] } = body.singleResult
          // Without a document it was not a GraphQL request at all.
          const refused = source !== undefined && data === undefined && http.status === 400
          const wrong = errors.every(({ extensions }) => extensions?.code === BEFORE_EXECUTION)
          if (refused && wrong && type === JSON_TYPE) http.status = 200
        },
      }
    },
  }
}

/** The error of an operation of a kind that is not answered here. */
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
export function mediaTypeFor(accept: string | null | undefined): MediaType | undefined {
  return accept ? acceptedMediaType(accept, MEDIA_TYPES) : JSON_TYPE
}
