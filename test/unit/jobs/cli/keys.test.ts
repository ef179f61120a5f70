import { describe, expect, it } from 'vitest'
import { expiryOf, scopesOf } from '../../../../jobs/cli/keys.js'
import { SCOPES } from '../../../../src/store/api-keys.js'

describe('--scopes', () => {
  it.each([
    ['read', ['read']],
    ['export, read', ['read', 'export']],
    ['admin,admin', ['admin']],
  ])('%s', (text, scopes) => {
    expect(scopesOf(text, SCOPES)).toEqual(scopes)
  })

  it.each(['', 'write', 'read,write', 'READ'])('%j is refused', (text) => {
    expect(() => scopesOf(text, SCOPES)).toThrow('write a list of read, export, admin')
  })
})

describe('--expires', () => {
  const NOW = Date.parse('2026-11-21T10:00:00Z')

  it.each([
    ['90d', '2027-02-19T10:00:00.000Z'],
    ['2026-11-21', '2026-11-21T23:59:59.999Z'],
    ['2027-06-30', '2027-06-30T23:59:59.999Z'],
  ])('%s', (text, end) => {
    expect(expiryOf(text, NOW)?.toISOString()).toBe(end)
  })

  it('never: the key has no end', () => {
    expect(expiryOf('never', NOW)).toBeNull()
  })

  it.each(['0d', '-5d', '90', '2026-11-20', '2027-02-30', '2027-13-01', 'tomorrow'])(
    '%s is refused',
    (text) => {
      expect(() => expiryOf(text, NOW)).toThrow(`--expires ${text}: write days from now`)
    },
  )
})
