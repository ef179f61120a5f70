import { once } from 'node:events'
import { request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import type { Env } from '../../src/config.js'
import { createApiKey } from '../../src/store/api-keys.js'
import { createTestApi } from '../_util/api.js'

const closers: (() => void | Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

async function started(env: Env = {}) {
  const api = await createTestApi({ env: { RESIDUA_MAX_STREAMS: '3', ...env } })
  closers.push(() => api[Symbol.asyncDispose]())
  const url = new URL(await api.app.listen({ host: '127.0.0.1', port: 0 }))
  return { api, port: Number(url.port) }
}

/** Status of the handshake; 101 where the socket opened. */
async function socketStatus(port: number, headers: Record<string, string> = {}) {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/graphql`, 'graphql-transport-ws', {
    headers,
  })
  closers.push(() => socket.terminate())
  return new Promise<{ status: number; retryAfter?: string; close(): void }>((resolve) => {
    const close = () => socket.terminate()
    socket.on('open', () => resolve({ status: 101, close }))
    socket.on('unexpected-response', (_request, { statusCode = 0, headers: got }) =>
      resolve({ status: statusCode, retryAfter: got['retry-after'], close }),
    )
    socket.on('error', () => {})
  })
}

async function streamStatus(port: number, headers: Record<string, string> = {}) {
  const path = `/graphql/stream?query=${encodeURIComponent('subscription { published { split } }')}`
  const sent = request({ port, host: '127.0.0.1', path, headers })
  closers.push(() => void sent.destroy())
  sent.on('error', () => {})
  sent.end()
  const [response] = await once(sent, 'response')
  const { statusCode: status, headers: got } = response
  return { status, retryAfter: got['retry-after'], close: () => void sent.destroy() }
}

describe.each([
  ['WebSockets', 101, socketStatus],
  ['event streams', 200, streamStatus],
])('%s of one address', (_, opened, open) => {
  it('are capped, others are not, and a closed one makes room', async () => {
    const { port } = await started({ RESIDUA_TRUSTED_PROXIES: '127.0.0.1' })
    const as = (address: string) => open(port, { 'x-forwarded-for': address })
    const first = await as('10.0.0.1')
    for (let n = 0; n < 2; n++) expect((await as('10.0.0.1')).status).toBe(opened)
    expect(first.status).toBe(opened)
    expect(await as('10.0.0.1')).toMatchObject({ status: 429, retryAfter: '30' })
    expect((await as('10.0.0.2')).status).toBe(opened)
    first.close()
    await expect.poll(async () => (await as('10.0.0.1')).status).toBe(opened)
  })

  it('are refused before a key is looked up', async () => {
    const { api, port } = await started({ RESIDUA_AUTH: 'keys' })
    const { secret } = await createApiKey(api.database.db, {
      name: 'streams',
      scopes: ['read'],
      expiresAt: null,
    })
    const headers = { authorization: `Bearer ${secret}` }
    for (let n = 0; n < 3; n++) expect((await open(port, headers)).status).toBe(opened)
    await sleep(300)
    const statements = await api.statementsOf(async () => {
      for (let n = 0; n < 20; n++) expect((await open(port, headers)).status).toBe(429)
    })
    expect(statements).toBe(0)
  })

  it('that are refused for another reason leave room', async () => {
    const { port } = await started()
    const evil = { origin: 'https://evil.example', host: '127.0.0.1' }
    for (let n = 0; n < 5; n++) expect((await open(port, evil)).status).toBe(403)
    expect((await open(port)).status).toBe(opened)
  })
})

it('unknown keys of one address reach the database so many times and no more', async () => {
  const { api, port } = await started({ RESIDUA_AUTH: 'keys', RESIDUA_MAX_FAILED_KEYS: '5' })
  const guess = (n: number) => ({ authorization: `Bearer rsd_${String(n).padStart(43, 'x')}` })
  const statuses: number[] = []
  const statements = await api.statementsOf(async () => {
    for (let n = 0; n < 12; n++) {
      const url = `http://127.0.0.1:${port}/graphql?query={__typename}`
      statuses.push((await fetch(url, { headers: guess(n) })).status)
    }
    for (let n = 20; n < 24; n++) {
      const socket = new WebSocket(`ws://127.0.0.1:${port}/graphql`, 'graphql-transport-ws')
      closers.push(() => socket.terminate())
      await once(socket, 'open')
      socket.send(JSON.stringify({ type: 'connection_init', payload: guess(n) }))
      const [code, reason] = await once(socket, 'close')
      expect([code, String(reason)]).toEqual([4403, expect.stringMatching(/^more than 5 unknown/)])
    }
  })
  expect(statements).toBe(5)
  expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429, 429, 429, 429, 429, 429])
})
