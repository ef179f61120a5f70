import {
  type ExecutionArgs,
  type ExecutionResult,
  type FormattedExecutionResult,
  GraphQLError,
  type GraphQLFormattedError,
} from 'graphql'
import { toError, UserError } from '../../lib/errors.js'
import type { Credentials } from '../auth/auth.js'
import { callerOf } from '../auth/caller.js'
import type { RateLimit } from '../auth/rate-limit.js'
import { isTooDeep, TOO_DEEP } from '../graphql/http-spec-operations.js'
import { toGraphQLError } from './prepare.js'
import type { Client, QueryRequest, Subscriptions } from './requests.js'

/** The context of a query that is answered already: its execution only hands the answer on. */
class Answered {
  constructor(readonly result: FormattedExecutionResult) {}
}

/** Errors as they are sent, by those that stand for them. */
const formatted = new WeakMap<GraphQLError, GraphQLFormattedError>()

/** The query's answer in the place of its context, or why there is none. */
export async function answeredQuery(
  subscriptions: Subscriptions,
  prepared: ExecutionArgs,
  { request, credentials, client, rateLimit }: SocketQuery,
): Promise<ExecutionArgs | GraphQLError[]> {
  if (isTooDeep(request)) return [toGraphQLError(new UserError(TOO_DEEP))]
  try {
    const principal = await subscriptions.admit(credentials)
    rateLimit?.assert(callerOf({ principal, address: client.address }))
    const result = await subscriptions.answer(request, { ...client, principal })
    if (result.data !== undefined) return { ...prepared, contextValue: new Answered(result) }
    return (result.errors ?? []).map(standIn)
  } catch (thrown) {
    return [toGraphQLError(toError(thrown))]
  }
}

export interface SocketQuery {
  readonly request: QueryRequest
  readonly credentials: Credentials
  readonly client: Omit<Client, 'principal'>
  readonly rateLimit: RateLimit | null
}

/** Executes a query that `answeredQuery` has answered. */
export function answerOf({ contextValue }: ExecutionArgs): ExecutionResult {
  const { result } = contextValue as Answered // set by `answeredQuery`, as only queries are executed
  return result as ExecutionResult // its errors are formatted, which is what is sent
}

/** The answer to a query as it is sent; undefined for what is no query. */
export function answerIn({ contextValue }: ExecutionArgs): FormattedExecutionResult | undefined {
  return contextValue instanceof Answered ? contextValue.result : undefined
}

/** The form in which an error of a query was given; undefined for others. */
export function formOf(error: unknown): GraphQLFormattedError | undefined {
  return error instanceof GraphQLError ? formatted.get(error) : undefined
}

function standIn(error: GraphQLFormattedError): GraphQLError {
  const own = new GraphQLError(error.message)
  formatted.set(own, error)
  return own
}
