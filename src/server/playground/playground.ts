import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import { getDistDirectory, renderAltair, renderInitSnippet } from 'altair-static'
import type { FastifyInstance } from 'fastify'
import { first } from '../../lib/at.js'
import { builtFiles, cacheBuilt, cacheForEver, FOR_EVER } from '../pages/built-files.js'
import { type CompressedText, compressedText, sendCompressed } from '../pages/compressed-text.js'
import { EXAMPLES } from './examples.js'
import { LINKED_QUERY_SCRIPT, PAGE_SCRIPT } from './page.js'

const BASE = '/playground/'
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
  const { root, baseURL, isBuilt } = altairFiles()
  const script = compressedText(initScript())
  const scriptName = `initial_options-${script.digest}.js`
  const page = compressedText(
    renderAltair({ ...altairOptions(baseURL), serveInitialOptionsInSeperateRequest: scriptName }),
  )
  await app.register(async (scope) => {
    scope.addHook('onSend', async (_request, reply) => {
      reply.header('content-security-policy', CONTENT_SECURITY_POLICY)
    })
    for (const url of ['/playground', BASE]) sendAt(scope, url, page, 'text/html; charset=utf-8')
    sendAt(scope, `${baseURL}${scriptName}`, script, 'text/javascript; charset=utf-8')
    await scope.register(fastifyStatic, {
      root,
      prefix: baseURL,
      index: false,
      cacheControl: false,
      preCompressed: isBuilt,
      setHeaders: isBuilt ? cacheForEver : cacheBuilt,
    })
  })
}

interface AltairFiles {
  readonly root: string
  readonly baseURL: string
  readonly isBuilt: boolean
}

/** The compressed copy that the build made, in a folder named by its digest; else the package's own. */
function altairFiles(): AltairFiles {
  const built = builtFiles('playground')
  if (built === undefined) return { root: getDistDirectory(), baseURL: BASE, isBuilt: false }
  const digest = first(readdirSync(built))
  return { root: join(built, digest), baseURL: `${BASE}${digest}/`, isBuilt: true }
}

function sendAt(scope: FastifyInstance, url: string, text: CompressedText, type: string): void {
  scope.get(url, (request, reply) => {
    const isPage = type.startsWith('text/html')
    reply.type(type).header('cache-control', isPage ? 'no-cache' : FOR_EVER)
    return sendCompressed(request, reply, text)
  })
}

function altairOptions(baseURL: string) {
  return {
    baseURL,
    endpointURL: ENDPOINT,
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
}

/** Altair sends to absolute URLs only; the browser knows by which name it came here. */
function initScript(): string {
  const snippet = renderInitSnippet(altairOptions(BASE))
  return [ENDPOINT, STREAM].reduce(
    (text, path) => text.replaceAll(`\`${path}\``, `\`\${location.origin}${path}\``),
    `{${PAGE_SCRIPT}${LINKED_QUERY_SCRIPT}}\n${snippet}`,
  )
}
