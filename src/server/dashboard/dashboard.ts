import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'
import { NotFoundError } from '../../lib/errors.js'
import { builtFiles, cacheBuilt } from '../pages/built-files.js'

/** Everything comes from here, and nothing is sent elsewhere: the browser itself sees to it. */
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

/** The dashboard at `/`, its built script and styles under `/dashboard/`. It asks `/graphql` alone. */
export async function registerDashboard(app: FastifyInstance): Promise<void> {
  const root = builtFiles('dashboard')
  await app.register(async (scope) => {
    scope.addHook('onSend', async (_request, reply) => {
      reply.headers(HEADERS)
    })
    if (root === undefined) {
      scope.get('/', () => {
        throw new NotFoundError('the dashboard is not built: run npm run build')
      })
      return
    }
    await scope.register(fastifyStatic, {
      root,
      prefix: '/dashboard/',
      index: false,
      preCompressed: true,
      cacheControl: false,
      setHeaders: cacheBuilt,
    })
    scope.get('/', (_request, reply) => reply.sendFile('index.html'))
  })
}
