import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { assertMayListen, DEFAULT_LIMITS, toConfig } from '../../../src/config.js'
import { UserError } from '../../../src/lib/errors.js'

describe('toConfig', () => {
  it('has a default for every variable', () => {
    expect(toConfig({})).toEqual({
      databaseUrl: null,
      databaseUrls: { reader: null, writer: null, owner: null },
      pooler: { directUrl: null, preparedStatements: 'auto' },
      s3: null,
      home: resolve('.residua'),
      engine: 'auto',
      engineFolder: resolve('.residua/engine'),
      engineThreads: 1,
      memoryBytes: null,
      visibleCards: null,
      host: '127.0.0.1',
      port: 4000,
      auth: null,
      jwt: null,
      limits: DEFAULT_LIMITS,
      corsOrigins: [],
      hosts: [],
      trustedProxies: [],
      introspection: true,
      playground: true,
      logLevel: 'info',
    })
  })

  it('treats an empty variable as unset', () => {
    expect(toConfig({ PORT: '', DATABASE_URL: '', HOST: '', RESIDUA_HOME: '' })).toEqual(
      toConfig({}),
    )
  })

  it('reads each variable', () => {
    const config = toConfig({
      DATABASE_URL: 'postgres://u:p@db:5432/residua',
      DATABASE_READER_URL: 'postgres://api:p@replica:5432/residua',
      DATABASE_DIRECT_URL: 'postgres://direct:5432',
      DATABASE_PREPARED_STATEMENTS: 'off',
      AWS_ACCESS_KEY_ID: 'id',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_ENDPOINT_URL_S3: 'https://minio.example:9000',
      RESIDUA_HOME: '/srv/res idua',
      RESIDUA_ENGINE: 'wasm',
      RESIDUA_ENGINE_HOME: '/srv/engine',
      TF_NUM_INTRAOP_THREADS: '2',
      HOST: '::1',
      PORT: '0',
      RESIDUA_AUTH: 'jwt',
      RESIDUA_JWKS_URL: 'https://id.example/jwks',
      RESIDUA_JWT_ISSUER: 'https://id.example/',
      RESIDUA_JWT_AUDIENCE: 'residua',
      RESIDUA_MEMORY: '3G',
      CUDA_VISIBLE_DEVICES: '1',
      RESIDUA_MAX_DEPTH: '1',
      RESIDUA_MAX_TOKENS: '2',
      RESIDUA_MAX_ALIASES: '3',
      RESIDUA_MAX_COST: '4',
      RESIDUA_MAX_BODY_BYTES: '5',
      RESIDUA_STATEMENT_TIMEOUT_MS: '6',
      RESIDUA_RATE_LIMIT: '7',
      RESIDUA_MAX_STREAMS: '8',
      RESIDUA_MAX_FAILED_KEYS: '9',
      RESIDUA_MAX_EXPORTS: '8',
      RESIDUA_MAX_EXPORTS_PER_CALLER: '9',
      RESIDUA_EXPORT_STALL_MS: '10',
      RESIDUA_CORS_ORIGINS: 'https://a.example, http://b.example:8080',
      RESIDUA_HOSTS: 'Residua.example, api',
      RESIDUA_TRUSTED_PROXIES: '10.0.0.0/8, ::1',
      RESIDUA_INTROSPECTION: 'off',
      RESIDUA_PLAYGROUND: 'off',
      RESIDUA_LOG: 'debug',
    })
    expect(config).toEqual({
      databaseUrl: 'postgres://u:p@db:5432/residua',
      databaseUrls: {
        reader: 'postgres://api:p@replica:5432/residua',
        writer: 'postgres://u:p@db:5432/residua',
        owner: 'postgres://u:p@db:5432/residua',
      },
      pooler: { directUrl: 'postgres://direct:5432', preparedStatements: 'off' },
      s3: { keyId: 'id', secret: 'secret', region: undefined, endpoint: 'minio.example:9000' },
      home: '/srv/res idua',
      engine: 'wasm',
      engineFolder: '/srv/engine',
      engineThreads: 2,
      memoryBytes: 3 * 2 ** 30,
      visibleCards: '1',
      host: '::1',
      port: 0,
      auth: 'jwt',
      jwt: {
        jwksUrl: 'https://id.example/jwks',
        issuer: 'https://id.example/',
        audience: 'residua',
      },
      limits: {
        depth: 1,
        tokens: 2,
        aliases: 3,
        cost: 4,
        bodyBytes: 5,
        statementTimeoutMs: 6,
        requestsPerMinute: 7,
        streamsPerAddress: 8,
        failedKeysPerMinute: 9,
        exports: 8,
        exportsPerCaller: 9,
        exportStallMs: 10,
      },
      corsOrigins: ['https://a.example', 'http://b.example:8080'],
      hosts: ['residua.example', 'api'],
      trustedProxies: ['10.0.0.0/8', '::1'],
      introspection: false,
      playground: false,
      logLevel: 'debug',
    })
  })

  it.each([
    ['PORT', '70000', 'number from 1 to 65535'],
    ['PORT', '-1', 'number from 1 to 65535'],
    ['PORT', '4e3', 'number from 1 to 65535'],
    ['RESIDUA_ENGINE', 'cuda', 'tfjs-node-gpu'],
    ['RESIDUA_AUTH', 'on', 'off, keys, jwt'],
    ['RESIDUA_MEMORY', '8 apples', '8G or 512M'],
    ['RESIDUA_MAX_COST', '0', 'whole number from 1'],
    ['RESIDUA_RATE_LIMIT', '1.5', 'whole number from 1'],
    ['RESIDUA_PLAYGROUND', 'yes', 'on, off'],
    ['RESIDUA_LOG', 'loud', 'silent'],
  ])('%s=%s is refused with the valid values', (name, value, remedy) => {
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

describe('authentication', () => {
  const JWT = {
    RESIDUA_AUTH: 'jwt',
    RESIDUA_JWKS_URL: 'http://127.0.0.1:9/jwks',
    RESIDUA_JWT_ISSUER: 'https://id.example/',
    RESIDUA_JWT_AUDIENCE: 'residua',
  }

  it('by token needs issuer and audience', () => {
    expect(toConfig(JWT).jwt?.audience).toBe('residua')
    for (const name of ['RESIDUA_JWKS_URL', 'RESIDUA_JWT_ISSUER', 'RESIDUA_JWT_AUDIENCE']) {
      expect(() => toConfig({ ...JWT, [name]: '' })).toThrow(`RESIDUA_AUTH=jwt needs ${name}`)
    }
  })

  it.each(['http://id.example/jwks', 'file:///keys', 'keys'])(
    'refuses %s as the address of keys',
    (url) => {
      expect(() => toConfig({ ...JWT, RESIDUA_JWKS_URL: url })).toThrow('is not safe')
    },
  )

  it('limits the rate of identified callers', () => {
    expect(toConfig({ RESIDUA_AUTH: 'keys' }).limits.requestsPerMinute).toBe(1200)
    expect(toConfig({ RESIDUA_AUTH: 'off' }).limits.requestsPerMinute).toBeNull()
  })
})

it.each(['a.example', 'https://a.example/', 'https://a.example/path'])(
  'RESIDUA_CORS_ORIGINS=%s is refused with the valid form',
  (origin) => {
    const read = () => toConfig({ RESIDUA_CORS_ORIGINS: `https://b.example,${origin}` })
    expect(read).toThrow(UserError)
    expect(read).toThrow(`${origin} is not an origin: write https://dashboards.example`)
  },
)

it.each(['https://a.example', 'a.example:4000', '*', 'a/b'])(
  'RESIDUA_HOSTS=%s is refused with the valid form',
  (host) => {
    const read = () => toConfig({ RESIDUA_HOSTS: `b.example,${host}` })
    expect(read).toThrow(UserError)
    expect(read).toThrow(`${host} is not a host name: write residua.example`)
  },
)

it.each(['proxy.example', '10.0.0.0/33', '10.0.0.0/0', '10.0.0.0/', '10.0.0.0/8/8', '::1/129'])(
  'RESIDUA_TRUSTED_PROXIES=%s is refused with the valid form',
  (address) => {
    const read = () => toConfig({ RESIDUA_TRUSTED_PROXIES: `10.0.0.1,${address}` })
    expect(read).toThrow(UserError)
    expect(read).toThrow(`${address} is not an address: write 10.0.0.5`)
  },
)

describe('assertMayListen', () => {
  it.each(['127.0.0.1', '127.1.2.3', 'localhost', '::1'])('allows %s', (HOST) => {
    expect(() => assertMayListen(toConfig({ HOST }))).not.toThrow()
  })

  it.each(['0.0.0.0', '::', '10.0.0.5', 'example.org'])('refuses %s by default', (HOST) => {
    expect(() => assertMayListen(toConfig({ HOST }))).toThrow(UserError)
    expect(() => assertMayListen(toConfig({ HOST }))).toThrow('RESIDUA_AUTH=off')
    for (const RESIDUA_AUTH of ['off', 'keys']) {
      expect(() => assertMayListen(toConfig({ HOST, RESIDUA_AUTH }))).not.toThrow()
    }
  })
})
