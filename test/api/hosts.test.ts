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

/** The status of a request whose lines are sent as they are; undefined where the socket just ends. */
async function statusOf(lines: readonly string[]): Promise<number> {
  const socket = connect(port, '127.0.0.1')
  socket.write([...lines, '', ''].join('\r\n'))
  const [head] = await once(socket, 'data')
  socket.destroy()
  return Number(/^HTTP\/1\.1 (\d{3}) /.exec(String(head))?.[1])
}

const SUBSCRIPTION = encodeURIComponent('subscription { published { version } }')
const HANDSHAKE = Object.entries(SOCKET).map(([name, value]) => `${name}: ${value}`)
const DOORS = [
  ['HTTP', [`GET ${QUERY} HTTP/1.1`], 200],
  ['SSE', [`GET /graphql/stream?query=${SUBSCRIPTION} HTTP/1.1`], 200],
  ['WebSocket', ['GET /graphql HTTP/1.1', ...HANDSHAKE], 101],
] as const

describe.each(DOORS)('over %s', (_, request, answered) => {
  it.each([
    '127.0.0.1:4000',
    '127.0.0.1',
    '127.1.2.3:80',
    'localhost',
    'localhost:4000',
    'LOCALHOST:4000',
    'LocalHost.:4000',
    '[::1]:4000',
  ])('this machine is answered as %s', async (host) => {
    expect(await statusOf([...request, `Host: ${host}`])).toBe(answered)
    expect(await statusOf([...request, `HOST:${host}`])).toBe(answered)
  })

  it('its own pages are answered', async () => {
    for (const host of ['localhost:4000', 'LOCALHOST:4000', '[::1]:4000']) {
      const origin = `Origin: http://${host.toLowerCase()}`
      expect(await statusOf([...request, `Host: ${host}`, origin]), host).toBe(answered)
    }
  })

  it.each([
    ['another name', ['Host: evil.example:4000']],
    ['a name that ends as ours', ['Host: evil.localhost.example']],
    ['another address', ['Host: 10.0.0.1']],
    ['an address of all', ['Host: 0.0.0.0:4000']],
    ['an empty host', ['Host:']],
    ['two hosts, ours first', ['Host: localhost', 'Host: evil.example']],
    ['two hosts, ours last', ['Host: evil.example', 'Host: localhost']],
    ['twice the same host', ['Host: localhost', 'Host: localhost']],
    ['the origin null', ['Host: localhost:4000', 'Origin: null']],
    ['another origin', ['Host: localhost:4000', 'Origin: http://evil.example:4000']],
    ['an empty origin', ['Host: localhost:4000', 'Origin:']],
    ['two origins', ['Host: localhost', 'Origin: http://localhost', 'Origin: http://evil.example']],
    ['a forwarded host', ['Host: evil.example', 'X-Forwarded-Host: localhost']],
  ])('%s is refused', async (_case, headers) => {
    expect(await statusOf([...request, ...headers])).toBeOneOf([400, 403])
  })

  it('no host is refused', async () => {
    expect(await statusOf([...request])).toBeOneOf([400, 403])
    const [line = '', ...headers] = request
    const older = await statusOf([line.replace('HTTP/1.1', 'HTTP/1.0'), ...headers])
    expect(older).toBe(403)
  })
})

it('a request whose body does not arrive is refused', async () => {
  const socket = connect(port, '127.0.0.1')
  socket.write(
    'POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"query":',
  )
  expect(await text(socket)).toMatch(/^HTTP\/1\.1 408 /)
})
