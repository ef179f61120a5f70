import { describe, expect, it } from 'vitest'
import { failureOf } from '../../../../jobs/failure/job-failure.js'
import { mayPass, taskErrorOf } from '../../../../jobs/failure/split-failure.js'
import { TaskError } from '../../../../jobs/failure/task-error.js'
import { pauseAfter } from '../../../../jobs/queue/backoff.js'
import { UnavailableError, UserError } from '../../../../src/lib/errors.js'

const withCode = (message: string, code: string) => Object.assign(new Error(message), { code })

describe('a failure', () => {
  it.each([
    ['the database is away', withCode('connect ECONNREFUSED', 'ECONNREFUSED'), 'retryable'],
    ['the connection is lost', new Error('Connection terminated unexpectedly'), 'retryable'],
    ['the database’s disk is full', withCode('could not extend file', '53100'), 'retryable'],
    ['our disk is full', withCode('write', 'ENOSPC'), 'retryable'],
    ['two transactions met', withCode('deadlock detected', '40P01'), 'retryable'],
    ['the data are late', new UnavailableError('dataset ends on 2020-12-30'), 'retryable'],
    ['the data are wrong', new UserError('no trading date in 2003'), 'data'],
    ['a result must not be published', new TaskError('NaN of AAPL', 'data'), 'data'],
    ['a card is full', new Error('OOM when allocating tensor with shape[512,64]'), 'memory'],
    ['the host is full', withCode('terminated', 'ERR_WORKER_OUT_OF_MEMORY'), 'memory'],
    ['wasm is full', new RangeError('Array buffer allocation failed'), 'memory'],
    ['we made a mistake', new TypeError('x is undefined'), 'bug'],
  ])('is classified by its cause: %s', (_what, error, kind) => {
    const failure = failureOf(error)
    expect(failure.kind).toBe(kind)
    expect(failure.reason).toBe(error.message)
    expect(failure.remedy).toBeTruthy()
  })

  it('is classified by a nested cause', () => {
    const cause = withCode('no space', 'ENOSPC')
    expect(failureOf(new Error('cannot write', { cause })).kind).toBe('retryable')
  })

  it('keeps its kind across threads', () => {
    const kinds = [
      { reason: 'later', retryable: true, expected: true },
      { reason: 'never', retryable: false, expected: true },
      { reason: 'oops', retryable: false, expected: false },
      { reason: 'no memory', retryable: false, code: 'ERR_WORKER_OUT_OF_MEMORY' },
    ].map((failure) => failureOf(taskErrorOf(failure)).kind)
    expect(kinds).toEqual(['retryable', 'data', 'bug', 'memory'])
  })
})

describe('a split that failed', () => {
  it.each([
    [{ reason: 'write', code: 'ENOSPC', retryable: false }, true],
    [{ reason: 'NaN', retryable: false, expected: true }, false],
    [{ reason: 'oops', retryable: false }, false],
  ])('is retryable or not: %j', (failure, expected) => {
    expect(mayPass(failure)).toBe(expected)
  })
})

describe('the pause after a failure', () => {
  it('doubles up to a limit', () => {
    const pauses = [0, 1, 2, 10].map((n) => pauseAfter(n, 60_000, () => 1))
    expect(pauses).toEqual([2_000, 4_000, 8_000, 60_000])
  })

  it('is random within its second half', () => {
    expect(pauseAfter(0, 60_000, () => 0)).toBe(1_000)
  })
})
