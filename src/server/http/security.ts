import cors from '@fastify/cors'
import helmet from '@fastify/helmet'
import type { FastifyInstance } from 'fastify'
import { REQUEST_ID } from './request-id.js'

/** `X-Content-Type-Options` of every answer: it is what it says it is. */
export const NO_SNIFFING = 'nosniff'

/** Headers of pages, beside the content policy that each page states for itself. */
export async function addPageSecurity(pages: FastifyInstance): Promise<void> {
  await pages.register(helmet, {
    contentSecurityPolicy: false,
    // What else runs under the host's name is not ours to decide about.
    strictTransportSecurity: { includeSubDomains: false },
    xFrameOptions: { action: 'deny' },
  })
}

/**
 * Lets pages of other origins call the API from a browser: of none unless they were named. There
 * are no cookies, so a page can send only what its user gave it.
 */
export async function addCors(app: FastifyInstance, origins: readonly string[]): Promise<void> {
  if (origins.length === 0) return
  await app.register(cors, {
    origin: origins.includes('*') ? '*' : [...origins],
    methods: ['GET', 'POST'],
    allowedHeaders: ['authorization', 'content-type', 'if-none-match', REQUEST_ID],
    exposedHeaders: ['etag', 'retry-after', 'x-data-version', 'x-run', REQUEST_ID],
    maxAge: 600,
  })
}
