import type { FastifyInstance } from 'fastify'
import {
  type DocumentNode,
  type GraphQLSchema,
  Kind,
  parse,
  SingleFieldSubscriptionsRule,
  validate,
} from 'graphql'
import { UserError } from '../lib/errors.js'

/**
 * Refuses a document in which GraphQL's own check of subscriptions would fail rather than say what
 * is wrong: it looks at directives with variables before there are any values of these.
 */
export function refuseUncheckable(
  scope: FastifyInstance,
  schema: GraphQLSchema,
  maxTokens: number,
) {
  scope.addHook('preHandler', (request, _reply, done) => {
    const query = queryIn(request.body) ?? queryIn(request.query)
    done(query?.includes('subscription') ? refusalOf(query, schema, maxTokens) : undefined)
  })
}

function queryIn(parameters: unknown): string | undefined {
  if (parameters === null || typeof parameters !== 'object') return undefined
  const query = 'query' in parameters ? parameters.query : undefined
  return typeof query === 'string' ? query : undefined
}

function refusalOf(query: string, schema: GraphQLSchema, maxTokens: number): UserError | undefined {
  const document = parsed(query, maxTokens)
  if (!document?.definitions.some(isSubscription)) return undefined
  try {
    validate(schema, document, [SingleFieldSubscriptionsRule])
    return undefined
  } catch {
    return new UserError('a subscription must not choose its field by the value of a variable')
  }
}

/** What cannot be parsed is said elsewhere. */
function parsed(query: string, maxTokens: number): DocumentNode | undefined {
  try {
    return parse(query, { maxTokens })
  } catch {
    return undefined
  }
}

function isSubscription(definition: DocumentNode['definitions'][number]): boolean {
  return definition.kind === Kind.OPERATION_DEFINITION && definition.operation === 'subscription'
}
