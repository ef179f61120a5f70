import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'

/** Beside this file, in src as in dist. */
const PUBLIC = fileURLToPath(new URL('./public', import.meta.url))
const UPLOT = dirname(createRequire(import.meta.url).resolve('uplot'))

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

/** The dashboard at `/`, its modules and styles under `/dashboard/`. It asks `/graphql` alone. */
export async function registerDashboard(app: FastifyInstance): Promise<void> {
  await app.register(async (scope) => {
    scope.addHook('onSend', async (_request, reply) => {
      reply.headers(HEADERS)
    })
    const page = await readFile(join(PUBLIC, 'index.html'))
    scope.get('/', (_request, reply) =>
      reply.type('text/html; charset=utf-8').header('cache-control', 'no-cache').send(page),
    )
    const files = { index: false, decorateReply: false } as const
    await scope.register(fastifyStatic, {
      ...files,
      root: UPLOT,
      prefix: '/dashboard/vendor/',
      allowedPath: (path) => /uPlot\.(esm\.js|min\.css)$/.test(path),
    })
    await scope.register(fastifyStatic, { ...files, root: PUBLIC, prefix: '/dashboard/' })
  })
}
