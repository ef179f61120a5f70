import { describe, expect, it } from 'vitest'
import { toConfig } from '../../../../src/config.js'
import { createHostCheck, type HostCheck } from '../../../../src/server/http/allowed-hosts.js'

function asked(check: HostCheck, headers: { host?: string; origin?: string }, hosts = 1) {
  const lines = Array.from({ length: hosts }, () => ['Host', headers.host ?? '']).flat()
  return check({ headers, rawHeaders: lines })
}

describe('without auth on loopback', () => {
  const check = createHostCheck(
    toConfig({ RESIDUA_HOSTS: 'Residua.example', RESIDUA_CORS_ORIGINS: 'https://named.example' }),
  )

  it.each([
    'localhost',
    'localhost:4000',
    'LOCALHOST:4000',
    'localhost.',
    'LocalHost.:4000',
    'localhost:',
    '127.0.0.1',
    '127.255.255.254:1',
    '[::1]',
    '127.0.0.1:4000',
    '127.8.9.1',
    '[::1]:4000',
    'residua.example:443',
  ])('the host %s is allowed', (host) => {
    expect(asked(check, { host })).toBeUndefined()
  })

  it.each([
    'evil.example:4000',
    '10.0.0.1:4000',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    'evil@127.0.0.1',
    '127.0.0.1@evil.example',
    '127.0.0.256',
    '127.1',
    '128.0.0.1',
    '0.0.0.0:4000',
    '[localhost]',
    '::1',
    '[::1',
    '[::1].evil.example',
    '[::ffff:10.0.0.1]',
    'localhost..',
    '.localhost',
    'localhost:4000:4000',
    'localhost:port',
    'localhost, evil.example',
    'localhost evil.example',
    'localhost/',
    'localhost#',
    'ⅼocalhost',
    '[::2]:4000',
    '',
  ])('the host %s is refused', (host) => {
    expect(asked(check, { host })).toBe(
      `the host ${host || '(none)'} is not allowed: RESIDUA_HOSTS lists further host names`,
    )
  })

  it.each([
    'http://localhost:3000',
    'http://[::1]:4000',
    'https://residua.example',
    'https://named.example',
  ])('pages of %s are allowed', (origin) => {
    expect(asked(check, { host: 'localhost:4000', origin })).toBeUndefined()
  })

  it('a missing host is refused, and so is a second one', () => {
    expect(asked(check, {})).toMatch(/^the host \(none\) is not allowed/)
    expect(asked(check, { host: 'localhost' }, 2)).toBe('there is more than one Host header')
  })

  it.each([
    'http://evil.example:4000',
    'null',
    'NULL',
    '',
    'https://named.example:8443',
    'file://',
    'http://localhost.evil.example',
    'http://localhost, http://evil.example',
    'chrome-extension://localhost',
    'localhost@evil.example',
  ])('pages of %j are refused', (origin) => {
    expect(asked(check, { host: 'localhost:4000', origin })).toContain(origin)
  })
})

it.each([{ RESIDUA_AUTH: 'keys' }, { RESIDUA_AUTH: 'off', HOST: '0.0.0.0' }])(
  'every host is allowed with %j',
  (env) => {
    const check = createHostCheck(toConfig(env))
    expect(asked(check, { host: 'any.example', origin: 'https://x' })).toBeUndefined()
    expect(asked(check, {})).toBeUndefined()
  },
)

it('on any address without auth, configured hosts are the only ones besides this machine', () => {
  const check = createHostCheck(
    toConfig({ RESIDUA_AUTH: 'off', HOST: '0.0.0.0', RESIDUA_HOSTS: 'api.example' }),
  )
  expect(asked(check, { host: 'api.example' })).toBeUndefined()
  expect(asked(check, { host: '127.0.0.1:4000' })).toBeUndefined()
  expect(asked(check, { host: 'evil.example' })).toContain('evil.example')
})
