import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { assertMayListen, toConfig } from '../../../src/config.js'
import { UserError } from '../../../src/lib/errors.js'

describe('toConfig', () => {
  it('needs nothing', () => {
    expect(toConfig({})).toEqual({
      databaseUrl: null,
      home: resolve('.residua'),
      engine: 'auto',
      host: '127.0.0.1',
      port: 4000,
      auth: null,
      logLevel: 'info',
    })
  })

  it('takes an empty variable as unset', () => {
    expect(toConfig({ PORT: '', DATABASE_URL: '', HOST: '', RESIDUA_HOME: '' })).toEqual(
      toConfig({}),
    )
  })

  it('reads each variable', () => {
    const config = toConfig({
      DATABASE_URL: 'postgres://u:p@db:5432/residua',
      RESIDUA_HOME: '/srv/res idua',
      RESIDUA_ENGINE: 'wasm',
      HOST: '::1',
      PORT: '0',
      RESIDUA_AUTH: 'off',
      RESIDUA_LOG: 'debug',
    })
    expect(config).toEqual({
      databaseUrl: 'postgres://u:p@db:5432/residua',
      home: '/srv/res idua',
      engine: 'wasm',
      host: '::1',
      port: 0,
      auth: 'off',
      logLevel: 'debug',
    })
  })

  it.each([
    ['PORT', '70000', 'number from 1 to 65535'],
    ['PORT', '-1', 'number from 1 to 65535'],
    ['PORT', '4e3', 'number from 1 to 65535'],
    ['RESIDUA_ENGINE', 'cuda', 'tfjs-node-gpu'],
    ['RESIDUA_AUTH', 'on', 'off, keys or jwt'],
    ['RESIDUA_AUTH', 'keys', 'not built yet'],
    ['RESIDUA_LOG', 'loud', 'silent'],
  ])('%s=%s says what would be right', (name, value, remedy) => {
    const read = () => toConfig({ [name]: value })
    expect(read).toThrow(UserError)
    expect(read).toThrow(`${name}=${value}`)
    expect(read).toThrow(remedy)
  })

  it('never repeats a database address, which may hold a password', () => {
    const read = () => toConfig({ DATABASE_URL: 'mysql://me:secret@host/db' })
    expect(read).toThrow('DATABASE_URL is not a Postgres address')
    expect(read).not.toThrow('secret')
  })
})

describe('assertMayListen', () => {
  it.each(['127.0.0.1', '127.1.2.3', 'localhost', '::1'])('allows %s', (HOST) => {
    expect(() => assertMayListen(toConfig({ HOST }))).not.toThrow()
  })

  it.each(['0.0.0.0', '::', '10.0.0.5', 'example.org'])('refuses %s unless told', (HOST) => {
    expect(() => assertMayListen(toConfig({ HOST }))).toThrow(UserError)
    expect(() => assertMayListen(toConfig({ HOST }))).toThrow('RESIDUA_AUTH=off')
    expect(() => assertMayListen(toConfig({ HOST, RESIDUA_AUTH: 'off' }))).not.toThrow()
  })
})
