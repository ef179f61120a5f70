import { once } from 'node:events'
import { request } from 'node:http'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { toConfig } from '../../src/config.js'
import { createContext } from '../../src/context.js'
import { createLog } from '../../src/log.js'
import { createServer, type Server } from '../../src/server/server.js'
import { createTestDatabase, type TestDatabase } from '../_util/postgres.js'

let database: TestDatabase
let server: Server
let port: number

beforeAll(async () => {
  database = await createTestDatabase()
  const log = createLog({ level: 'silent' })
  const context = await createContext(toConfig({ PORT: '0' }), { log, database })
  server = await createServer(context, { requestTimeoutMs: 300 })
  port = Number(new URL(await server.start()).port)
})

afterAll(async () => {
  await server?.stop()
  await database?.[Symbol.asyncDispose]()
})

async function ask(path: string, headers: Record<string, string>) {
  const sent = request({ port, host: '127.0.0.1', path, headers })
  sent.end()
  // A refused upgrade is an ordinary response.
  const response = await Promise.race([
    once(sent, 'response').then(([received]) => received),
    once(sent, 'upgrade').then(([received]) => received),
  ])
  if (response.statusCode === 101) {
    response.socket.destroy()
    return { status: 101, body: '' }
  }
  return { status: response.statusCode, body: await text(response) }
}

const SOCKET = {
  connection: 'Upgrade',
  upgrade: 'websocket',
  'sec-websocket-version': '13',
  'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
  'sec-websocket-protocol': 'graphql-transport-ws',
}
const QUERY = '/graphql?query={dataVersion{version}}'

describe('a page whose host name is rebound to this machine (DNS rebinding)', () => {
  const evil = { host: 'evil.example:4000', origin: 'http://evil.example:4000' }

  it.each([
    ['a query', QUERY, {}],
    [
      'a stream',
      '/graphql/stream?query=subscription{published{version}}',
      { accept: 'text/event-stream' },
    ],
    ['an export', '/export/latest/all/pnl.csv', {}],
    ['the dashboard', '/', {}],
    ['a WebSocket', '/graphql', SOCKET],
  ])('is refused %s', async (_, path, headers) => {
    const { status, body } = await ask(path, { ...headers, ...evil })
    expect(status).toBe(403)
    expect(JSON.parse(body).errors[0]).toMatchObject({
      message: 'the host evil.example:4000 is not allowed: RESIDUA_HOSTS lists further host names',
      extensions: { code: 'FORBIDDEN' },
    })
  })
})

describe('this machine', () => {
  it.each([['127.0.0.1'], ['localhost'], ['[::1]']])('is answered as %s', async (name) => {
    const host = `${name}:${port}`
    expect((await ask(QUERY, { host, origin: `http://${host}` })).status).toBe(200)
    expect((await ask('/graphql', { ...SOCKET, host, origin: `http://${host}` })).status).toBe(101)
  })
})

it('a request whose body does not arrive is refused', async () => {
  const socket = connect(port, '127.0.0.1')
  socket.write(
    'POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"query":',
  )
  expect(await text(socket)).toMatch(/^HTTP\/1\.1 408 /)
})
