import { expect, it } from 'vitest'
import { UnavailableError } from '../../../../src/lib/errors.js'
import { RateLimitedError, UnauthenticatedError } from '../../../../src/server/auth/errors.js'
import { limitFailures } from '../../../../src/server/auth/failed-keys.js'
import type { Principal } from '../../../../src/server/auth/principal.js'

const PRINCIPAL: Principal = { id: 'key:1', scopes: new Set(), expiresAt: Number.POSITIVE_INFINITY }

function limited(perMinute: number) {
  const known = new Set(['good', 'other'])
  const looked: string[] = []
  let isAway = false
  const check = limitFailures(async (secret) => {
    looked.push(secret)
    if (isAway) throw new UnavailableError('away')
    if (!known.has(secret)) throw new UnauthenticatedError('unknown')
    return PRINCIPAL
  }, perMinute)
  return { check, known, looked, away: (now: boolean) => (isAway = now) }
}

it('wrong keys of an address are looked up so many times and no more, sent at once too', async () => {
  const { check, looked } = limited(5)
  const sent = await Promise.allSettled(Array.from({ length: 50 }, (_, n) => check(`x${n}`, 'a')))
  expect(looked).toHaveLength(5)
  const reasons = sent.map((each) => (each as PromiseRejectedResult).reason)
  expect(reasons.filter((each) => each instanceof RateLimitedError)).toHaveLength(45)
  await expect(check('y', 'b')).rejects.toThrow(UnauthenticatedError)
})

it('a key that was accepted before is not locked out by others of its address', async () => {
  const { check, known } = limited(1)
  expect(await check('good', 'a')).toBe(PRINCIPAL)
  await expect(check('x', 'a')).rejects.toThrow(UnauthenticatedError)
  await expect(check('other', 'a')).rejects.toThrow(RateLimitedError)
  for (let n = 0; n < 5; n++) expect(await check('good', 'a')).toBe(PRINCIPAL)
  known.delete('good')
  await expect(check('good', 'a')).rejects.toThrow(UnauthenticatedError)
  await expect(check('good', 'a')).rejects.toThrow(RateLimitedError)
})

it('accepted keys do not count, and many requests with one share its lookup', async () => {
  const { check, looked } = limited(1)
  await Promise.all(Array.from({ length: 50 }, () => check('good', 'a')))
  expect(looked).toEqual(['good'])
  expect(await check('other', 'a')).toBe(PRINCIPAL)
})

it('a database that is away does not count as a wrong key', async () => {
  const { check, away } = limited(1)
  away(true)
  for (let n = 0; n < 5; n++) await expect(check('good', 'a')).rejects.toThrow(UnavailableError)
  away(false)
  expect(await check('good', 'a')).toBe(PRINCIPAL)
})
