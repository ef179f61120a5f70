import type { FastifyInstance } from 'fastify'
import type { AppContext } from '../../context.js'
import { toError, UnavailableError } from '../../lib/errors.js'
import { dataVersion } from '../../store/read/data-version.js'
import { toPublicError } from './format-error.js'

interface Readiness {
  readonly ready: boolean
  readonly version?: number
  readonly reason?: string
}

/** `/health`: the process runs. `/ready`: it can answer queries; 503 with the reason if not. */
export function addHealth(
  app: FastifyInstance,
  { db, log }: Pick<AppContext, 'db' | 'log'>,
  isStopping: () => boolean,
): void {
  const readiness = keptFor(KEPT_MS, () => readinessOf(db, log))
  app.get('/health', async () => ({ status: 'ok' }))
  app.get('/ready', async (_request, reply) => {
    const state = isStopping() ? STOPPING : await readiness()
    return reply
      .code(state.ready ? 200 : 503)
      .header('cache-control', 'no-store')
      .send(state)
  })
}

/** Probes cost the database one statement in this time, however many there are. */
const KEPT_MS = 1000

/** Reads once for all who ask meanwhile, and for those who ask within `ms` of that reading's start. */
function keptFor<T>(ms: number, read: () => Promise<T>): () => Promise<T> {
  let kept: { readonly value: Promise<T>; readonly until: number } | undefined
  let isReading = false
  return () => {
    if (kept && (isReading || performance.now() < kept.until)) return kept.value
    isReading = true
    const value = read().finally(() => {
      isReading = false
    })
    kept = { value, until: performance.now() + ms }
    return value
  }
}

/** A load balancer's probe must not wait longer. */
const READY_WITHIN_MS = 3000

/** Rejects where `work` takes longer; its later result is ignored. */
async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new UnavailableError(`no answer within ${ms} ms`)), ms)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
    work.catch(() => {})
  }
}

const STOPPING: Readiness = { ready: false, reason: 'the server is stopping' }

async function readinessOf(db: AppContext['db'], log: AppContext['log']): Promise<Readiness> {
  try {
    const { version } = await within(READY_WITHIN_MS, dataVersion(db))
    if (version > 0) return { ready: true, version }
    return { ready: false, version, reason: 'nothing is published yet: run `residua backtest`' }
  } catch (thrown) {
    const error = toError(thrown)
    log.warn({ err: error }, 'not ready')
    const reason = toPublicError(error)?.message ?? 'the database does not answer as expected'
    return { ready: false, reason }
  }
}
