import type { FastifyInstance } from 'fastify'
import {
  type DocumentNode,
  type GraphQLSchema,
  Kind,
  parse,
  SingleFieldSubscriptionsRule,
  validate,
  visit,
} from 'graphql'
import { UserError } from '../../lib/errors.js'

/** Refuses variables that are nested so deeply that recursion through them could exhaust the stack. */
export function refuseDeepVariables(scope: FastifyInstance): void {
  scope.addHook('preHandler', ({ body }, _reply, done) => {
    done(isTooDeep(body) ? new UserError(TOO_DEEP) : undefined)
  })
}

/** More than any argument needs, and few enough for code that recurses through variables. */
const MOST_LEVELS = 50

export const TOO_DEEP = `the body is nested more than ${MOST_LEVELS} levels deep`

export function isTooDeep(value: unknown): boolean {
  return isDeeper(value, MOST_LEVELS)
}

function isDeeper(value: unknown, levels: number): boolean {
  if (value === null || typeof value !== 'object') return false
  if (levels === 0) return true
  return Object.values(value).some((inner) => isDeeper(inner, levels - 1))
}

/**
 * Refuses a document on which GraphQL's own validation of subscriptions would throw: it evaluates
 * directives with variables before these have values.
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

/** Fields of one response name in a document: validation compares each pair of them. */
const MOST_REPEATED = 100
/** Characters of a document that cannot hold enough fields to matter. */
const SHORT = 500

/** Refuses a document that repeats a field so often that validating it would take tens of milliseconds. */
export function refuseRepeatedFields(scope: FastifyInstance, maxTokens: number): void {
  scope.addHook('preHandler', (request, _reply, done) => {
    const query = queryIn(request.body) ?? queryIn(request.query)
    const isLong = query !== undefined && query.length > SHORT
    done(isLong && repeatsTooOften(query, maxTokens) ? new UserError(TOO_OFTEN) : undefined)
  })
}

const TOO_OFTEN = `the query has a field more than ${MOST_REPEATED} times under one name`

export function repeatsTooOften(query: string, maxTokens: number): boolean {
  const counts = new Map<string, number>()
  let most = 0
  const document = parsed(query, maxTokens)
  if (!document) return false
  visit(document, {
    Field: ({ alias, name }) => {
      const response = alias?.value ?? name.value
      const count = (counts.get(response) ?? 0) + 1
      counts.set(response, count)
      most = Math.max(most, count)
    },
  })
  return most > MOST_REPEATED
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

/** Undefined where it cannot be parsed, which is reported elsewhere. */
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
