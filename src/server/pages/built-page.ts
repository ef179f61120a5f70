import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'
import { NotFoundError } from '../../lib/errors.js'
import { builtFiles, cacheBuilt } from './built-files.js'

/** Everything comes from here, and nothing is sent elsewhere: the browser itself enforces it. */
const HEADERS = {
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'referrer-policy': 'no-referrer',
}

/** A page that the build made: at each of `urls` its HTML, its scripts and styles under `/<name>/`. */
export async function registerBuiltPage(
  app: FastifyInstance,
  { name, urls }: { readonly name: string; readonly urls: readonly string[] },
): Promise<void> {
  const root = builtFiles(name)
  await app.register(async (scope) => {
    scope.addHook('onSend', async (_request, reply) => {
      reply.headers(HEADERS)
    })
    if (root === undefined) {
      for (const url of urls) scope.get(url, () => notBuilt(name))
      return
    }
    await scope.register(fastifyStatic, {
      root,
      prefix: `/${name}/`,
      index: false,
      preCompressed: true,
      cacheControl: false,
      setHeaders: cacheBuilt,
    })
    for (const url of urls) scope.get(url, (_request, reply) => reply.sendFile('index.html'))
  })
}

function notBuilt(name: string): never {
  throw new NotFoundError(`the ${name} is not built: run npm run build`)
}
