import cors from '@fastify/cors'
import helmet from '@fastify/helmet'
import type { FastifyInstance } from 'fastify'
import { REQUEST_ID } from './request-id.js'

/** `X-Content-Type-Options` of every answer: browsers must not guess its type. */
export const NO_SNIFFING = 'nosniff'

/** Headers of pages, beside the content security policy of each page. */
export async function addPageSecurity(pages: FastifyInstance): Promise<void> {
  await pages.register(helmet, {
    contentSecurityPolicy: false,
    // Sub-domains of the host may serve other programs.
    strictTransportSecurity: { includeSubDomains: false },
    xFrameOptions: { action: 'deny' },
  })
}

/**
 * Lets pages of the origins given call the API from a browser. There are no cookies, so a page can
 * send only what its user gave it.
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
