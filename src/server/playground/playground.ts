import fastifyStatic from '@fastify/static'
import { getDistDirectory, renderAltair, renderInitSnippet } from 'altair-static'
import type { FastifyInstance } from 'fastify'
import { EXAMPLES } from './examples.js'
import { PAGE_SCRIPT } from './page.js'

const BASE = '/playground/'
const OPTIONS_SCRIPT = 'initial_options.js'
const ENDPOINT = '/graphql'
const STREAM = '/graphql/stream'

/** Nothing but this server may be asked for anything, whatever the page would like. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "worker-src 'self' blob:",
  "object-src 'none'",
  "base-uri 'self'",
].join('; ')

/** `/playground`: Altair from this machine's disk, with example queries in its tabs. */
export async function addPlayground(app: FastifyInstance): Promise<void> {
  const options = {
    baseURL: BASE,
    endpointURL: ENDPOINT,
    serveInitialOptionsInSeperateRequest: OPTIONS_SCRIPT,
    disableAccount: true,
    instanceStorageNamespace: 'residua_',
    // Altair opens the last of its windows.
    initialWindows: [...EXAMPLES].reverse().map(({ name, query }) => ({
      initialName: name,
      initialQuery: query,
      endpointURL: ENDPOINT,
      subscriptionsEndpoint: STREAM,
      initialSubscriptionRequestHandlerId: 'graphql-sse' as const,
    })),
    initialSettings: { disablePushNotification: true, 'banners.disable': true },
  }
  const page = renderAltair(options)
  // Altair sends to absolute URLs only; the browser knows by which name it came here.
  const script = [ENDPOINT, STREAM].reduce(
    (text, path) => text.replaceAll(`\`${path}\``, `\`\${location.origin}${path}\``),
    `{${PAGE_SCRIPT}}\n${renderInitSnippet(options)}`,
  )

  await app.register(async (scope) => {
    scope.addHook('onSend', async (_request, reply) => {
      reply.header('content-security-policy', CONTENT_SECURITY_POLICY)
    })
    for (const url of ['/playground', BASE]) {
      scope.get(url, (_request, reply) => reply.type('text/html; charset=utf-8').send(page))
    }
    scope.get(`${BASE}${OPTIONS_SCRIPT}`, (_request, reply) =>
      reply.type('text/javascript; charset=utf-8').send(script),
    )
    await scope.register(fastifyStatic, { root: getDistDirectory(), prefix: BASE, index: false })
  })
}
