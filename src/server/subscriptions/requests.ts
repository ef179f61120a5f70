import {
  type ExecutionArgs,
  type ExecutionResult,
  type FormattedExecutionResult,
  type GraphQLError,
  type GraphQLFormattedError,
  OperationTypeNode,
  specifiedRules,
} from 'graphql'
import { createRequestContext } from '../../../schema/api/context.js'
import { buildSchema } from '../../../schema/index.js'
import type { Limits } from '../../config.js'
import type { AppContext } from '../../context.js'
import type { JobFollower } from '../../store/jobs/follow.js'
import type { Publications } from '../../store/read/publications.js'
import { type Authenticator, assertScope, type Credentials, type Principal } from '../auth/auth.js'
import { callerOf } from '../auth/caller.js'
import type { AnswerQuery } from '../graphql/answer.js'
import { limitRules } from '../graphql/limits.js'
import { formatError } from '../http/format-error.js'
import { isErrors, prepare } from './prepare.js'

/** A query as a client sends it. */
export interface QueryRequest {
  readonly query?: string
  readonly variables?: Record<string, unknown> | null
  readonly operationName?: string | null
}

/** The client at the other end of a connection. */
export interface Client {
  readonly principal: Principal | null
  readonly address: string
  /** Aborts when it disconnects. */
  readonly signal: AbortSignal
}

const SUBSCRIPTIONS: ReadonlySet<OperationTypeNode> = new Set([OperationTypeNode.SUBSCRIPTION])
/** What is answered over a connection that can carry more than one result. */
export const ALL_KINDS: ReadonlySet<OperationTypeNode> = new Set([
  OperationTypeNode.SUBSCRIPTION,
  OperationTypeNode.QUERY,
])

/** What the transports share: who may subscribe, to what, and how results look. */
export interface Subscriptions {
  /** The caller, if it may subscribe; checked again before every result, as keys are revoked at once. */
  admit(credentials: Credentials): Promise<Principal>
  /** What to subscribe with, or what is wrong with the request. */
  prepare(
    request: unknown,
    kinds?: ReadonlySet<OperationTypeNode>,
  ): ExecutionArgs | readonly GraphQLError[]
  /** Answers a query within the limits of one by HTTP. */
  answer(request: QueryRequest, from: Client): Promise<FormattedExecutionResult>
  format(result: ExecutionResult): FormattedExecutionResult
  formatErrors(errors: readonly GraphQLError[]): readonly GraphQLFormattedError[]
}

export interface SharedOptions {
  readonly limits: Limits
  readonly authenticator: Authenticator
  readonly publications: Publications
  readonly jobs: JobFollower
  readonly answerQuery: AnswerQuery
}

export function createSubscriptions(
  { db, log }: Pick<AppContext, 'db' | 'log'>,
  { limits, authenticator, publications, jobs, answerQuery }: SharedOptions,
): Subscriptions {
  const options = {
    schema: buildSchema(),
    rules: [...specifiedRules, ...limitRules(limits)],
    maxTokens: limits.tokens,
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
    prepare(request, kinds = SUBSCRIPTIONS) {
      const prepared = prepare(request, { ...options, kinds })
      if (isErrors(prepared)) return prepared
      return { ...prepared, contextValue: { ...createRequestContext(db), publications, jobs } }
    },
    async answer({ query, variables, operationName }, { principal, address, signal }) {
      const caller = callerOf({ principal, address })
      const asked = {
        query,
        variables: variables ?? undefined,
        operationName: operationName ?? undefined,
      }
      return answerQuery(asked, { caller, signal })
    },
    format: ({ data, errors }) => ({ ...(errors && { errors: formatErrors(errors) }), data }),
    formatErrors,
  }
}
