import { GraphQLError } from 'graphql'
import { describe, expect, it } from 'vitest'
import { DataNotReadyError, NotFoundError } from '../../../../schema/api/errors.js'
import { UnavailableError, UserError } from '../../../../src/lib/errors.js'
import { formatError } from '../../../../src/server/http/format-error.js'

function format(original: Error) {
  const thrown = new GraphQLError(original.message, { originalError: original, path: ['split'] })
  const seen: Error[] = []
  const { path, message, extensions } = formatError(
    { ...thrown.toJSON(), extensions: { code: 'INTERNAL_SERVER_ERROR', stacktrace: ['secret'] } },
    thrown,
    (error) => seen.push(error),
  )
  return { path, message, extensions, seen }
}

const pgError = (message: string, code: string) => Object.assign(new Error(message), { code })

describe('formatError', () => {
  it.each([
    [new UserError('top: 0 is below 1'), 'BAD_USER_INPUT'],
    [new NotFoundError('dataset: "x" is unknown'), 'NOT_FOUND'],
    [new DataNotReadyError('not yet'), 'DATA_NOT_READY'],
  ])('%s keeps its message', (error, code) => {
    expect(format(error)).toEqual({
      path: ['split'],
      message: error.message,
      extensions: { code },
      seen: [],
    })
  })

  it.each([
    new UnavailableError('cannot use the database at db.internal:5432'),
    pgError('connect ECONNREFUSED 10.0.0.3:5432', 'ECONNREFUSED'),
    pgError('terminating connection due to administrator command', '57P01'),
    pgError('sorry, too many clients already', '53300'),
    new Error('Connection terminated unexpectedly'),
    new Error('timeout expired'),
  ])('%s is UNAVAILABLE, without its address', (error) => {
    const { message, extensions } = format(error)
    expect(extensions).toEqual({ code: 'UNAVAILABLE', retryable: true })
    expect(message).toBe('the database cannot be reached; try again')
  })

  it('an exhausted pool is UNAVAILABLE too, with its reason', () => {
    const { message, extensions } = format(new Error('timeout exceeded when trying to connect'))
    expect(extensions).toEqual({ code: 'UNAVAILABLE', retryable: true })
    expect(message).toBe('too much is asked of the database at once; try again')
  })

  it('a statement timeout is COST_LIMIT', () => {
    const error = pgError('canceling statement due to statement timeout', '57014')
    expect(format(error).extensions).toEqual({ code: 'COST_LIMIT' })
  })

  it('any other error is logged and not shown', () => {
    const error = pgError('column "secret" does not exist', '42703')
    const { message, extensions, seen } = format(error)
    expect(extensions).toEqual({ code: 'INTERNAL' })
    expect(message).not.toContain('secret')
    expect(seen).toEqual([error])
  })
})
