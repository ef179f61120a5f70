import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import type { Log } from '../../log.js'
import { RateLimitedError } from '../auth/errors.js'
import { type ErrorCode, type PublicError, shortened, toPublicError } from './format-error.js'
import { REQUEST_ID } from './request-id.js'
import { NO_SNIFFING } from './security.js'

const STATUS: Readonly<Partial<Record<ErrorCode, number>>> = {
  BAD_USER_INPUT: 400,
  NOT_FOUND: 404,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  COST_LIMIT: 400,
  RATE_LIMITED: 429,
  DATA_NOT_READY: 409,
  UNAVAILABLE: 503,
}

/** Answers an error outside GraphQL, on every route in GraphQL's form: `errors` and nothing else. */
export function createErrorHandler(bodyBytes: number, log: Log) {
  return (error: FastifyError, request: FastifyRequest, reply: FastifyReply): void => {
    const known = toPublicError(error) ?? wrongRequest(error, bodyBytes)
    if (!known) log.error({ err: error, requestId: request.id }, 'a request failed')
    const answer = known ?? INTERNAL
    if (answer.code === 'UNAUTHENTICATED') reply.header('www-authenticate', 'Bearer')
    if (error instanceof RateLimitedError) reply.header('retry-after', error.retryAfterSeconds)
    reply
      .code(statusOf(answer, error))
      // An address that cannot be decoded comes here without passing any hook.
      .headers({ [REQUEST_ID]: request.id, 'x-content-type-options': NO_SNIFFING })
      .type('application/json; charset=utf-8')
      .header('cache-control', 'no-store')
      .send(errorBody(answer))
  }
}

/** The body of an answer that is one error. */
export function errorBody({ code, message, retryable }: PublicError) {
  const extensions = retryable === undefined ? { code } : { code, retryable }
  return { errors: [{ message: shortened(message), extensions }] }
}

const INTERNAL: PublicError = {
  code: 'INTERNAL',
  message: 'something went wrong on our side; it has been logged',
}

/** The framework's own statuses (413, 415) say more than the code alone. */
function statusOf({ code }: PublicError, { statusCode }: FastifyError): number {
  const own = statusCode !== undefined && statusCode >= 400 && statusCode < 500
  return code === 'BAD_USER_INPUT' && own ? statusCode : (STATUS[code] ?? 500)
}

function wrongRequest({ statusCode = 500, code }: FastifyError, bodyBytes: number) {
  if (statusCode < 400 || statusCode >= 500) return undefined
  const message = (): string => {
    if (statusCode === 413) return `the body is larger than ${bodyBytes} bytes`
    if (statusCode === 415) return 'send the query as application/json'
    if (code === 'FST_ERR_BAD_URL') return 'the address is not percent-encoded as it should be'
    if (code === 'FST_ERR_CTP_EMPTY_JSON_BODY') return 'the body is empty'
    if (code?.startsWith('FST_ERR_CTP') || statusCode === 400) return 'the body is not valid JSON'
    return 'the request cannot be understood'
  }
  return { code: 'BAD_USER_INPUT', message: message() } as const
}
