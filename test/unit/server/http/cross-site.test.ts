import fastify from 'fastify'
import { describe, expect, it } from 'vitest'
import { createLog } from '../../../../src/log.js'
import { addCrossSiteCheck } from '../../../../src/server/http/cross-site.js'
import { createErrorHandler } from '../../../../src/server/http/request-error.js'

function server(corsOrigins: readonly string[] = []) {
  const app = fastify()
  app.setErrorHandler(createErrorHandler(1000, createLog({ level: 'silent' })))
  addCrossSiteCheck(app, corsOrigins)
  for (const url of ['/graphql', '/graphql/stream', '/export/:run/:split/:file', '/metrics', '/']) {
    app.get(url, async () => 'ok')
  }
  return async (url: string, headers: Record<string, string>) =>
    (await app.inject({ url, headers: { host: 'api.example', ...headers } })).statusCode
}

const DATA = ['/graphql?query={x}', '/graphql/stream', '/export/latest/all/pnl.csv', '/metrics']
/** What browsers send of these elements of a page of another site. */
const IMAGE = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', accept: 'image/*' }
const SIBLING = { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'no-cors' }
const FRAME = {
  'sec-fetch-site': 'cross-site',
  'sec-fetch-mode': 'navigate',
  'sec-fetch-dest': 'iframe',
}
const LINK = { ...FRAME, 'sec-fetch-dest': 'document' }
const OLDER_FETCH = { origin: 'https://evil.example' }
const SANDBOXED = { origin: 'null' }

describe.each(DATA)('%s', (url) => {
  it.each([IMAGE, SIBLING, FRAME, OLDER_FETCH, SANDBOXED])(
    'is refused to pages of other sites: %j',
    async (headers) => {
      expect(await server()(url, headers)).toBe(403)
      const simple = { ...headers, 'content-type': 'text/plain; x=application/json' }
      expect(await server()(url, simple)).toBe(403)
      expect(await server()(url, { ...headers, 'content-type': ' ' })).toBe(403)
    },
  )

  it.each<Record<string, string>>([
    {},
    { accept: '*/*' },
    { 'sec-fetch-site': 'same-origin' },
    { 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' },
    { origin: 'https://api.example', 'sec-fetch-site': 'same-origin' },
    { origin: 'https://api.example', host: 'API.example' },
    { ...IMAGE, 'content-type': 'application/json' },
    { ...IMAGE, 'apollo-require-preflight': 'true' },
    { ...OLDER_FETCH, 'x-apollo-operation-name': 'Q' },
  ])('is answered to own pages, other clients, and after a preflight: %j', async (headers) => {
    expect(await server()(url, headers)).toBe(200)
  })

  it('is answered to pages of configured origins', async () => {
    const page = { origin: 'https://dashboards.example', 'sec-fetch-site': 'cross-site' }
    expect(await server()(url, page)).toBe(403)
    expect(await server(['https://dashboards.example'])(url, page)).toBe(200)
    expect(await server(['*'])(url, page)).toBe(200)
    expect(await server(['*'])(url, IMAGE)).toBe(403)
  })
})

it('a link of another site opens pages and files, and nothing else', async () => {
  const ask = server()
  expect(await ask('/', LINK)).toBe(200)
  expect(await ask('/', IMAGE)).toBe(200)
  expect(await ask('/export/latest/all/pnl.csv', LINK)).toBe(200)
  expect(await ask('/graphql?query={x}', LINK)).toBe(403)
})
