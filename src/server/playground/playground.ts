import type { FastifyInstance } from 'fastify'
import { registerBuiltPage } from '../pages/built-page.js'

/** The playground, built from `src/playground`. It sends requests to the API alone. */
export function registerPlayground(app: FastifyInstance): Promise<void> {
  return registerBuiltPage(app, { name: 'playground', urls: ['/playground', '/playground/'] })
}
