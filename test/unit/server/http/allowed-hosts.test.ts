import { describe, expect, it } from 'vitest'
import { toConfig } from '../../../../src/config.js'
import { createHostCheck } from '../../../../src/server/http/allowed-hosts.js'

describe('without auth on loopback', () => {
  const check = createHostCheck(
    toConfig({ RESIDUA_HOSTS: 'Residua.example', RESIDUA_CORS_ORIGINS: 'https://named.example' }),
  )

  it.each([
    'localhost',
    'localhost:4000',
    'LOCALHOST:4000',
    '127.0.0.1:4000',
    '127.8.9.1',
    '[::1]:4000',
    'residua.example:443',
  ])('the host %s is allowed', (host) => {
    expect(check({ host })).toBeUndefined()
  })

  it.each([
    'evil.example:4000',
    '10.0.0.1:4000',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    'evil@127.0.0.1',
    '[::2]:4000',
    '',
  ])('the host %s is refused', (host) => {
    expect(check({ host })).toBe(
      `the host ${host} is not allowed: RESIDUA_HOSTS lists further host names`,
    )
  })

  it.each([
    'http://localhost:3000',
    'http://[::1]:4000',
    'https://residua.example',
    'https://named.example',
  ])('pages of %s are allowed', (origin) => {
    expect(check({ host: 'localhost:4000', origin })).toBeUndefined()
  })

  it.each(['http://evil.example:4000', 'null', 'https://named.example:8443', 'file://'])(
    'pages of %s are refused',
    (origin) => {
      expect(check({ host: 'localhost:4000', origin })).toContain(origin)
    },
  )
})

it.each([{ RESIDUA_AUTH: 'keys' }, { RESIDUA_AUTH: 'off', HOST: '0.0.0.0' }])(
  'every host is allowed with %j',
  (env) => {
    expect(
      createHostCheck(toConfig(env))({ host: 'any.example', origin: 'https://x' }),
    ).toBeUndefined()
  },
)
