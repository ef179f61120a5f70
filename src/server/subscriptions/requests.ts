import type { IncomingHttpHeaders } from 'node:http'
import {
  type ExecutionArgs,
  type ExecutionResult,
  type FormattedExecutionResult,
  GraphQLError,
  type GraphQLFormattedError,
  getOperationAST,
  getVariableValues,
  parse,
  specifiedRules,
  validate,
} from 'graphql'
import { createRequestContext } from '../../../schema/api/context.js'
import { buildSchema } from '../../../schema/index.js'
import type { Limits } from '../../config.js'
import type { AppContext } from '../../context.js'
import { toError, UserError } from '../../lib/errors.js'
import type { JobFollower } from '../../store/jobs/follow.js'
import type { Publications } from '../../store/read/publications.js'
import {
  type Authenticator,
  assertScope,
  type ConnectionParams,
  type Principal,
} from '../auth/auth.js'
import { limitRules } from '../graphql/limits.js'
import { formatError } from '../http/format-error.js'

/** What a subscriber showed when it came. */
export type Credentials = IncomingHttpHeaders | ConnectionParams

/** What the two ways to subscribe share: who may, what may be asked, and how answers look. */
export interface Subscriptions {
  /** The caller, if it may subscribe; asked again before every result, as keys are revoked at once. */
  admit(credentials: Credentials): Promise<Principal>
  /** What to subscribe with, or what is wrong with the request. */
  prepare(request: unknown): ExecutionArgs | readonly GraphQLError[]
  format(result: ExecutionResult): FormattedExecutionResult
  formatErrors(errors: readonly GraphQLError[]): readonly GraphQLFormattedError[]
}

export interface SharedOptions {
  readonly limits: Limits
  readonly authenticator: Authenticator
  readonly publications: Publications
  readonly jobs: JobFollower
}

export function createSubscriptions(
  { db, log }: Pick<AppContext, 'db' | 'log'>,
  { limits, authenticator, publications, jobs }: SharedOptions,
): Subscriptions {
  const schema = buildSchema()
  const rules = [...specifiedRules, ...limitRules(limits)]

  const argumentsFor = (request: unknown): ExecutionArgs | readonly GraphQLError[] => {
    const { query, operationName: name, variables = {} } = isRecord(request) ? request : {}
    if (typeof query !== 'string') throw new UserError('query: a GraphQL document is expected')
    if (!isRecord(variables ?? {})) throw new UserError('variables: an object is expected')
    const document = parse(query, { maxTokens: limits.tokens })
    const errors = validate(schema, document, rules)
    if (errors.length > 0) return errors
    const operationName = typeof name === 'string' ? name : null
    const operation = getOperationAST(document, operationName)
    if (operation?.operation !== 'subscription') {
      throw new UserError('only subscriptions are streamed: send queries to POST /graphql')
    }
    const variableValues = isRecord(variables) ? variables : {}
    const { errors: unfit } = getVariableValues(
      schema,
      operation.variableDefinitions ?? [],
      variableValues,
    )
    if (unfit) return unfit
    const contextValue = { ...createRequestContext(db), publications, jobs }
    return { schema, document, operationName, variableValues, contextValue }
  }

  const formatErrors = (errors: readonly GraphQLError[]) =>
    errors.map((error) =>
      formatError(error.toJSON(), error, (unexpected) =>
        log.error({ err: unexpected }, 'a subscription failed'),
      ),
    )

  return {
    async admit(credentials) {
      const principal = await authenticator.authenticate(credentials)
      assertScope(principal, 'read')
      return principal
    },
    prepare(request) {
      try {
        const prepared = argumentsFor(request)
        return isErrors(prepared) ? prepared.map(ofRequest) : prepared
      } catch (thrown) {
        return [thrown instanceof GraphQLError ? ofRequest(thrown) : toGraphQLError(thrown)]
      }
    },
    format: ({ data, errors }) => ({ ...(errors && { errors: formatErrors(errors) }), data }),
    formatErrors,
  }
}

/** What was thrown, as GraphQL carries it. */
export function toGraphQLError(thrown: unknown): GraphQLError {
  if (thrown instanceof GraphQLError) return thrown
  const originalError = toError(thrown)
  return new GraphQLError(originalError.message, { originalError })
}

export function isErrors(
  prepared: ExecutionArgs | readonly GraphQLError[],
): prepared is readonly GraphQLError[] {
  return Array.isArray(prepared)
}

/** An error of the document or its variables, said to be one. */
function ofRequest(error: GraphQLError): GraphQLError {
  const { message, nodes, source, positions } = error
  const code = error.extensions.code ?? 'BAD_USER_INPUT'
  return new GraphQLError(message, { nodes, source, positions, extensions: { code } })
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
