import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { toConfig } from '../../src/config.js'
import { createContext } from '../../src/context.js'
import { createLog } from '../../src/log.js'
import { createAuthenticator } from '../../src/server/auth/auth.js'
import { createServer as createApiServer } from '../../src/server/server.js'
import { createApiKey, listApiKeys, revokeApiKey, type Scope } from '../../src/store/api-keys.js'
import { poolFor } from '../../src/store/database.js'
import { createTestApi, type TestApi } from '../_util/api.js'

const QUERY = { query: '{ strategies { name } }' }
const NEVER = null

const bearer = (secret: string) => ({ authorization: `Bearer ${secret}` })

function newKey(api: TestApi, name: string, scopes: Scope[], expiresAt: Date | null = NEVER) {
  return createApiKey(api.database.db, { name, scopes, expiresAt })
}

async function refusalOf(api: TestApi, headers: Record<string, string>) {
  const response = await api.post(QUERY, headers)
  const { errors, data } = response.json()
  expect(data).toBeUndefined()
  return `${response.statusCode} ${errors[0].extensions.code}: ${errors[0].message}`
}

describe('keys', () => {
  let api: TestApi
  beforeAll(async () => {
    api = await createTestApi({ env: { RESIDUA_AUTH: 'keys' } })
  })
  afterAll(() => api?.[Symbol.asyncDispose]())

  it('a request without a key or with an unknown key is a GraphQL 401', async () => {
    const response = await api.post(QUERY)
    expect(response.statusCode).toBe(401)
    expect(response.headers['www-authenticate']).toBe('Bearer')
    expect(response.headers['content-type']).toMatch(/^application\/json/)
    expect(response.json()).toEqual({
      errors: [
        {
          message: 'send `Authorization: Bearer <key or token>`',
          extensions: { code: 'UNAUTHENTICATED' },
        },
      ],
    })
    for (const value of ['Basic dTpw', 'Bearer', 'Bearer a b', 'rsd_x']) {
      expect(await refusalOf(api, { authorization: value })).toMatch(/^401 UNAUTHENTICATED: .*form/)
    }
    for (const secret of ['x', `rsd_${'x'.repeat(43)}`, "' or 1=1 --", 'x'.repeat(5000)]) {
      expect(await refusalOf(api, bearer(secret.replaceAll(' ', '_')))).toBe(
        '401 UNAUTHENTICATED: the key is unknown, revoked or expired',
      )
    }
  })

  it('a key opens the routes of its scope and no others', async () => {
    const read = await newKey(api, 'reader', ['read'])
    const bulk = await newKey(api, 'puller', ['export'])
    const admin = await newKey(api, 'admin', ['admin'])
    expect((await api.post(QUERY, bearer(read.secret))).json().data.strategies).toBeTruthy()
    expect(await refusalOf(api, bearer(bulk.secret))).toBe(
      '403 FORBIDDEN: this needs the scope read, and your key or token has: export',
    )
    expect((await api.post(QUERY, bearer(admin.secret))).statusCode).toBe(200)
    const file = (secret: string) =>
      api.app.inject({ url: '/export/latest/all/pnl.csv', headers: bearer(secret) })
    expect((await file(read.secret)).statusCode).toBe(403)
    for (const { secret } of [bulk, admin]) expect((await file(secret)).statusCode).toBe(409)
    const metrics = (secret: string) => api.app.inject({ url: '/metrics', headers: bearer(secret) })
    expect((await metrics(read.secret)).statusCode).toBe(403)
    expect((await metrics(admin.secret)).statusCode).toBe(200)
  })

  it('another spelling of an address is the same route', async () => {
    for (const url of ['/%67raphql?query={__typename}', '/graphql?query={__typename}']) {
      expect((await api.app.inject(url)).statusCode).toBe(401)
    }
  })

  it('pages and health stay open', async () => {
    for (const url of ['/', '/playground', '/health']) {
      expect((await api.app.inject(url)).statusCode, url).toBe(200)
    }
    expect((await api.app.inject('/ready')).statusCode).toBe(503)
  })

  it('a key is stored as a hash only', async () => {
    const { secret } = await newKey(api, 'hashed', ['read'])
    const { rows } = await api.database.pool.query('select * from api_key')
    expect(secret).toMatch(/^rsd_[\w-]{43}$/)
    expect(JSON.stringify(rows)).not.toContain(secret.slice(4))
    expect(JSON.stringify(await listApiKeys(api.database.db))).not.toContain(secret.slice(4))
  })

  it('a key is refused after it expires', async () => {
    const { secret } = await newKey(api, 'brief', ['read'], new Date(Date.now() + 150))
    expect((await api.post(QUERY, bearer(secret))).statusCode).toBe(200)
    await new Promise((resolve) => setTimeout(resolve, 200))
    expect(await refusalOf(api, bearer(secret))).toMatch(/^401 UNAUTHENTICATED/)
  })

  it('a revoked key is refused at once by every process', async () => {
    const { db, pool } = api.database
    const log = createLog({ level: 'silent' })
    const config = toConfig({ RESIDUA_AUTH: 'keys' })
    const other = await createApiServer(
      await createContext(config, { log, database: { db, pool } }),
    )
    const { secret } = await newKey(api, 'doomed', ['read'])
    const ask = async () => {
      const request = { method: 'POST', url: '/graphql', headers: bearer(secret), payload: QUERY }
      const both = [api.app, other.app].map((app) => app.inject(request as never))
      return (await Promise.all(both)).map(({ statusCode }) => statusCode)
    }
    expect(await ask()).toEqual([200, 200])
    expect((await revokeApiKey(db, 'doomed'))?.name).toBe('doomed')
    expect(await ask()).toEqual([401, 401])
    expect(await revokeApiKey(db, 'doomed')).toBeUndefined()
    await newKey(api, 'doomed', ['read'])
    await expect(newKey(api, 'doomed', ['read'])).rejects.toThrow('key "doomed" exists')
    await other.stop()
  })

  it('the time of a key’s last use is recorded', async () => {
    const { secret, key } = await newKey(api, 'used', ['read'])
    expect(key.lastUsedAt).toBeNull()
    await api.post(QUERY, bearer(secret))
    await expect
      .poll(async () => (await listApiKeys(api.database.db)).find(({ id }) => id === key.id))
      .toMatchObject({ lastUsedAt: expect.any(Date) })
  })

  it('a key is also read from the connection parameters of a WebSocket', async () => {
    const { secret } = await newKey(api, 'socket', ['read'])
    const config = toConfig({ RESIDUA_AUTH: 'keys' })
    const log = createLog({ level: 'silent' })
    const { authenticate, settle } = createAuthenticator(config, { db: api.database.db, log })
    for (const name of ['authorization', 'Authorization']) {
      const { scopes, id } = await authenticate({
        sent: { [name]: `Bearer ${secret}` },
        address: '127.0.0.1',
      })
      expect([...scopes]).toEqual(['read'])
      expect(id).toMatch(/^key:\d+$/)
    }
    const seven = authenticate({ sent: { authorization: 7 }, address: '127.0.0.1' })
    await expect(seven).rejects.toThrow('not of the form')
    await settle()
  })

  it('a key cannot be checked without the database: the answer is retryable, not "unknown key"', async () => {
    const database = poolFor('postgres://nobody@127.0.0.1:1/nothing')
    await using away = await createTestApi({ database, env: { RESIDUA_AUTH: 'keys' } })
    expect(await refusalOf(away, bearer(`rsd_${'x'.repeat(43)}`))).toMatch(/^503 UNAVAILABLE/)
  })
})

it('each key has its own rate limit', async () => {
  await using api = await createTestApi({
    env: { RESIDUA_AUTH: 'keys', RESIDUA_RATE_LIMIT: '2' },
  })
  const one = await newKey(api, 'one', ['read'])
  const two = await newKey(api, 'two', ['read'])
  const statuses = []
  for (const { secret } of [one, one, one, two]) {
    statuses.push((await api.post(QUERY, bearer(secret))).statusCode)
  }
  expect(statuses).toEqual([200, 200, 429, 200])
})

describe('tokens', () => {
  const ISSUER = 'https://id.example/'
  const AUDIENCE = 'residua'
  let published: JWK[] = []
  const jwks = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ keys: published }))
  })
  let api: TestApi
  let signer: { kid: string; privateKey: CryptoKey }

  async function rotate(kid: string) {
    const { publicKey, privateKey } = await generateKeyPair('ES256')
    published = [{ ...(await exportJWK(publicKey)), kid, alg: 'ES256', use: 'sig' }]
    return { kid, privateKey }
  }

  function token(claims: object, { kid, privateKey } = signer, expires: string | number = '5m') {
    return new SignJWT({ iss: ISSUER, aud: AUDIENCE, sub: 'me', scope: 'read', ...claims })
      .setProtectedHeader({ alg: 'ES256', kid })
      .setExpirationTime(expires)
      .sign(privateKey)
  }

  beforeAll(async () => {
    signer = await rotate('first')
    await new Promise<void>((resolve) => jwks.listen(0, '127.0.0.1', resolve))
    const { port } = jwks.address() as AddressInfo
    api = await createTestApi({
      env: {
        RESIDUA_AUTH: 'jwt',
        RESIDUA_JWKS_URL: `http://127.0.0.1:${port}/jwks`,
        RESIDUA_JWT_ISSUER: ISSUER,
        RESIDUA_JWT_AUDIENCE: AUDIENCE,
      },
    })
  })
  afterAll(async () => {
    jwks.close()
    await api?.[Symbol.asyncDispose]()
  })

  it('of the issuer with our audience and the scope are accepted', async () => {
    for (const claims of [{}, { scope: 'openid read' }, { scope: undefined, scp: ['read'] }]) {
      expect((await api.post(QUERY, bearer(await token(claims)))).statusCode).toBe(200)
    }
    expect(await refusalOf(api, bearer(await token({ scope: 'export' })))).toMatch(/^403 FORBIDDEN/)
    expect(await refusalOf(api, bearer(await token({ scope: 'openid' })))).toMatch(/has: none$/)
  })

  it('of another issuer or audience, expired, altered or unsigned are refused', async () => {
    const good = await token({})
    const { privateKey } = await generateKeyPair('ES256')
    const [head, body, signature] = good.split('.')
    const none = Buffer.from('{"alg":"none"}').toString('base64url')
    const shared = await new SignJWT({ iss: ISSUER, aud: AUDIENCE, scope: 'admin' })
      .setProtectedHeader({ alg: 'HS256', kid: 'first' })
      .setExpirationTime('5m')
      .sign(new TextEncoder().encode(JSON.stringify(published[0])))
    const past = Math.floor(Date.now() / 1000) - 60
    for (const [secret, message] of [
      [await token({ iss: 'https://evil.example/' }), 'claim iss'],
      [await token({ aud: 'others' }), 'claim aud'],
      [await token({}, signer, past), 'has expired'],
      [await token({}, { kid: 'first', privateKey }), 'not valid'],
      [`${head}.${body}x.${signature}`, 'not valid'],
      [`${none}.${body}.`, 'not valid'],
      [shared, 'not valid'],
      ['rsd_not-a-token', 'not valid'],
    ]) {
      expect(await refusalOf(api, bearer(secret))).toMatch(
        new RegExp(`^401 UNAUTHENTICATED: .*${message}`),
      )
    }
  })

  it('signed with the issuer’s new key are accepted, those signed with its old key are refused', async () => {
    const old = await token({})
    expect((await api.post(QUERY, bearer(old))).statusCode).toBe(200)
    // The keys are fetched again at most once a second.
    await new Promise((resolve) => setTimeout(resolve, 1100))
    signer = await rotate('second')
    expect((await api.post(QUERY, bearer(await token({})))).statusCode).toBe(200)
    expect(await refusalOf(api, bearer(old))).toMatch(/^401 UNAUTHENTICATED/)
  })

  it('cannot be checked while the issuer is unreachable: the answer is retryable', async () => {
    await using away = await createTestApi({
      env: {
        RESIDUA_AUTH: 'jwt',
        RESIDUA_JWKS_URL: 'http://127.0.0.1:1/jwks',
        RESIDUA_JWT_ISSUER: ISSUER,
        RESIDUA_JWT_AUDIENCE: AUDIENCE,
      },
    })
    expect(await refusalOf(away, bearer(await token({})))).toBe(
      '503 UNAVAILABLE: the keys of the token issuer cannot be fetched; try again',
    )
  })
})
