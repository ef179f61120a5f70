import { GraphQLError, type GraphQLFormattedError } from 'graphql'
import { DataNotReadyError, NotFoundError } from '../../../schema/api/errors.js'
import { DamagedFileError, toError, UnavailableError, UserError } from '../../lib/errors.js'
import { isCrowded, isOutage, isStatementTimeout, isUnstorableText } from '../../store/outage.js'
import {
  ForbiddenError,
  IssuerAwayError,
  RateLimitedError,
  UnauthenticatedError,
} from '../auth/errors.js'

export type ErrorCode =
  | 'BAD_USER_INPUT'
  | 'NOT_FOUND'
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'COST_LIMIT'
  | 'RATE_LIMITED'
  | 'DATA_NOT_READY'
  | 'UNAVAILABLE'
  | 'INTERNAL'
  // Part of the protocol of persisted queries: the client sends the document again.
  | 'PERSISTED_QUERY_NOT_FOUND'

export interface PublicError {
  readonly code: ErrorCode
  readonly message: string
  readonly retryable?: boolean
}

/** Codes of the GraphQL server for a malformed request. */
const WRONG_REQUEST: ReadonlySet<unknown> = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
  'BAD_REQUEST',
  'BAD_USER_INPUT',
])

/**
 * The public form of an error. Only messages written for callers are sent: those of our own errors and
 * of GraphQL's validation. Every other error is reported to `onInternal`.
 */
export function formatError(
  formatted: GraphQLFormattedError,
  thrown: unknown,
  onInternal: (error: Error) => void,
): GraphQLFormattedError {
  const { locations, path } = formatted
  const { code, message, retryable } =
    toPublicError(rootOf(thrown)) ??
    documentError(formatted, thrown) ??
    internal(thrown, onInternal)
  const extensions = retryable === undefined ? { code } : { code, retryable }
  return {
    message: shortened(message),
    ...(locations && { locations }),
    ...(path && { path }),
    extensions,
  }
}

const LONGEST_MESSAGE = 1000

/** Messages quote values, and a caller may have sent a megabyte of one. */
export function shortened(message: string): string {
  return message.length > LONGEST_MESSAGE ? `${message.slice(0, LONGEST_MESSAGE)}…` : message
}

/** Errors thrown on purpose, and a database that cannot be reached; undefined for all others. */
export function toPublicError(error: Error): PublicError | undefined {
  const { message } = error
  if (error instanceof UserError) return { code: 'BAD_USER_INPUT', message }
  if (error instanceof NotFoundError) return { code: 'NOT_FOUND', message }
  if (error instanceof DataNotReadyError) return { code: 'DATA_NOT_READY', message }
  if (error instanceof UnauthenticatedError) return { code: 'UNAUTHENTICATED', message }
  if (error instanceof ForbiddenError) return { code: 'FORBIDDEN', message }
  if (error instanceof RateLimitedError) return { code: 'RATE_LIMITED', message, retryable: true }
  if (error instanceof IssuerAwayError) return { code: 'UNAVAILABLE', message, retryable: true }
  if (error instanceof DamagedFileError) {
    return { code: 'UNAVAILABLE', message, retryable: false }
  }
  if (isStatementTimeout(error)) return { code: 'COST_LIMIT', message: TOO_LONG }
  if (isUnstorableText(error)) return { code: 'BAD_USER_INPUT', message: UNSTORABLE }
  if (isCrowded(error)) return { code: 'UNAVAILABLE', message: CROWDED, retryable: true }
  if (error instanceof UnavailableError || isOutage(error)) {
    return { code: 'UNAVAILABLE', message: AWAY, retryable: true }
  }
  return undefined
}

const UNSTORABLE = 'a text holds the character U+0000, which no name here has'
const AWAY = 'the database cannot be reached; try again'
const CROWDED = 'too much is asked of the database at once; try again'
const TOO_LONG = 'the database took too long to answer; ask for fewer dates, assets or splits'

function documentError(formatted: GraphQLFormattedError, thrown: unknown): PublicError | undefined {
  // The parser reports its limit only in the message.
  if (/more tha[nt] \d+ tokens/.test(formatted.message)) {
    return { code: 'COST_LIMIT', message: formatted.message }
  }
  if (formatted.extensions?.validationErrorCode === 'INTROSPECTION_DISABLED') {
    return { code: 'BAD_USER_INPUT', message: 'introspection is switched off on this server' }
  }
  const own = codeIn(rootOf(thrown))
  if (own === 'COST_LIMIT' || own === 'BAD_USER_INPUT' || own === 'PERSISTED_QUERY_NOT_FOUND')
    return { code: own, message: formatted.message }
  const wrong = WRONG_REQUEST.has(formatted.extensions?.code) || isRefusal(thrown)
  return wrong ? { code: 'BAD_USER_INPUT', message: formatted.message } : undefined
}

/** Whether the GraphQL server itself rejects the request. */
function isRefusal(thrown: unknown): boolean {
  if (!(thrown instanceof GraphQLError)) return false
  // GraphQL's own, about the request as a whole.
  if (!thrown.originalError && !thrown.path && thrown.extensions.code === undefined) return true
  const http = thrown.extensions.http
  const status = http && typeof http === 'object' && 'status' in http ? Number(http.status) : 500
  return status >= 400 && status < 500
}

function internal(thrown: unknown, onInternal: (error: Error) => void): PublicError {
  onInternal(rootOf(thrown))
  return { code: 'INTERNAL', message: 'something went wrong on our side; it has been logged' }
}

/** The error inside all wrappers. */
function rootOf(thrown: unknown): Error {
  let error = toError(thrown)
  while ('originalError' in error && error.originalError instanceof Error)
    error = error.originalError
  return error
}

function codeIn(error: Error): unknown {
  const extensions = 'extensions' in error ? error.extensions : undefined
  return extensions && typeof extensions === 'object' && 'code' in extensions
    ? extensions.code
    : undefined
}
