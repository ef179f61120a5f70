import type { FastifyInstance } from 'fastify'
import type { AppContext } from '../context.js'
import { toError } from '../lib/errors.js'
import { dataVersion } from '../store/data-version.js'
import { toPublicError } from './format-error.js'

export interface Readiness {
  readonly ready: boolean
  readonly version?: number
  readonly reason?: string
}

/** `/health`: the process lives. `/ready`: it can answer with something; 503 and why if not. */
export function addHealth(
  app: FastifyInstance,
  { db, log }: Pick<AppContext, 'db' | 'log'>,
  isStopping: () => boolean,
): void {
  app.get('/health', async () => ({ status: 'ok' }))
  app.get('/ready', async (_request, reply) => {
    const readiness = isStopping() ? STOPPING : await readinessOf(db, log)
    return reply
      .code(readiness.ready ? 200 : 503)
      .header('cache-control', 'no-store')
      .send(readiness)
  })
}

const STOPPING: Readiness = { ready: false, reason: 'the server is stopping' }

async function readinessOf(db: AppContext['db'], log: AppContext['log']): Promise<Readiness> {
  try {
    const { version } = await dataVersion(db)
    if (version > 0) return { ready: true, version }
    return { ready: false, version, reason: 'nothing is published yet: run `residua backtest`' }
  } catch (thrown) {
    const error = toError(thrown)
    log.warn({ err: error }, 'not ready')
    const reason = toPublicError(error)?.message ?? 'the database does not answer as expected'
    return { ready: false, reason }
  }
}
