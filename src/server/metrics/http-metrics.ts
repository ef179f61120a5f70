import type { FastifyInstance } from 'fastify'
import { Histogram } from 'prom-client'
import { SECONDS } from './buckets.js'
import type { Metrics } from './metrics.js'

/** `/metrics` in Prometheus' text format, and the requests of every route in it. */
export function addMetrics(app: FastifyInstance, { registry }: Metrics): void {
  const requests = new Histogram({
    name: 'residua_http_request_seconds',
    help: 'Time to answer an HTTP request, by route, method and status.',
    labelNames: ['route', 'method', 'status'],
    buckets: SECONDS,
    registers: [registry],
  })
  app.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'none'
    const labels = { route, method: request.method, status: String(reply.statusCode) }
    requests.observe(labels, reply.elapsedTime / 1000)
    done()
  })
  app.get('/metrics', async (_request, reply) => {
    const text = await registry.metrics()
    return reply.type(registry.contentType).header('cache-control', 'no-store').send(text)
  })
}
