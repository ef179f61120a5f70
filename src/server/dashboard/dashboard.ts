import type { FastifyInstance } from 'fastify'
import { registerBuiltPage } from '../pages/built-page.js'

/** The dashboard at `/`, its built script and styles under `/dashboard/`. It sends requests to the API alone. */
export function registerDashboard(app: FastifyInstance): Promise<void> {
  return registerBuiltPage(app, { name: 'dashboard', urls: ['/'] })
}
