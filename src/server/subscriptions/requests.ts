import {
  type ExecutionArgs,
  type ExecutionResult,
  type FormattedExecutionResult,
  type GraphQLError,
  type GraphQLFormattedError,
  specifiedRules,
} from 'graphql'
import { createRequestContext } from '../../../schema/api/context.js'
import { buildSchema } from '../../../schema/index.js'
import type { Limits } from '../../config.js'
import type { AppContext } from '../../context.js'
import type { JobFollower } from '../../store/jobs/follow.js'
import type { Publications } from '../../store/read/publications.js'
import { type Authenticator, assertScope, type Credentials, type Principal } from '../auth/auth.js'
import { limitRules } from '../graphql/limits.js'
import { formatError } from '../http/format-error.js'
import { isErrors, prepare } from './prepare.js'

/** What the two transports share: who may subscribe, to what, and how results look. */
export interface Subscriptions {
  /** The caller, if it may subscribe; checked again before every result, as keys are revoked at once. */
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
    prepare(request) {
      const prepared = prepare(request, options)
      if (isErrors(prepared)) return prepared
      return { ...prepared, contextValue: { ...createRequestContext(db), publications, jobs } }
    },
    format: ({ data, errors }) => ({ ...(errors && { errors: formatErrors(errors) }), data }),
    formatErrors,
  }
}
