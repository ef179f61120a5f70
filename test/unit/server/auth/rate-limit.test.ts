import { expect, it } from 'vitest'
import { RateLimitedError } from '../../../../src/server/auth/errors.js'
import { createRateLimit } from '../../../../src/server/auth/rate-limit.js'

it('each caller has its own requests per minute, refilled evenly', () => {
  let now = 0
  const limit = createRateLimit(60, { now: () => now })
  for (let n = 0; n < 60; n++) limit.assert('a')
  expect(() => limit.assert('a')).toThrow(RateLimitedError)
  expect(() => limit.assert('a')).toThrow('try again in 1 s')
  limit.assert('b')
  now += 2000
  limit.assert('a')
  limit.assert('a')
  expect(() => limit.assert('a')).toThrow(RateLimitedError)
  now += 3_600_000
  for (let n = 0; n < 60; n++) limit.assert('a')
  expect(() => limit.assert('a')).toThrow(RateLimitedError)
})

it('a refused request does not count', () => {
  let now = 0
  const limit = createRateLimit(1, { now: () => now })
  limit.assert('a')
  for (let n = 0; n < 59; n++) {
    now += 1000
    expect(() => limit.assert('a')).toThrow(RateLimitedError)
  }
  now += 1000
  limit.assert('a')
})

it('a request that is given back does not count', () => {
  const limit = createRateLimit(1, { now: () => 0 })
  for (let n = 0; n < 3; n++) {
    limit.assert('a')
    limit.giveBack('a')
    limit.giveBack('a')
  }
  limit.assert('a')
  expect(() => limit.assert('a')).toThrow(RateLimitedError)
})
