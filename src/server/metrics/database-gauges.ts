import { Gauge, type Registry } from 'prom-client'
import type { AppContext } from '../../context.js'
import { dataVersion, type StoredDataVersion } from '../../store/read/data-version.js'

export function addPoolGauges(registry: Registry, pool: AppContext['pool']): void {
  new Gauge({
    name: 'residua_pool_connections',
    help: 'Database connections that are busy or idle, and requests that wait for one.',
    labelNames: ['state'],
    registers: [registry],
    collect() {
      this.set({ state: 'busy' }, pool.totalCount - pool.idleCount)
      this.set({ state: 'idle' }, pool.idleCount)
      this.set({ state: 'waiting' }, pool.waitingCount)
    },
  })
}

/** Read from the database at each scrape; while it cannot be reached they are absent rather than old. */
export function addDataGauges(
  registry: Registry,
  db: AppContext['db'],
  log: AppContext['log'],
): void {
  const read = sharedRead(db, log)
  const gauge = (
    name: string,
    help: string,
    valueIn: (data: StoredDataVersion | null) => number | undefined,
  ) =>
    new Gauge({
      name,
      help,
      registers: [registry],
      async collect() {
        const value = valueIn(await read())
        if (value === undefined) this.remove()
        else this.set(value)
      },
    })
  gauge('residua_database_up', '1 where the database answers.', (data) => (data ? 1 : 0))
  gauge('residua_data_version', 'Counter of publications.', (data) => data?.version)
  gauge(
    'residua_data_age_seconds',
    'Time since the last publication; absent before the first.',
    (data) => (data?.publishedAt ? (Date.now() - data.publishedAt.getTime()) / 1000 : undefined),
  )
}

/** Gauges that are collected at once share one read; null where the database does not answer. */
function sharedRead(
  db: AppContext['db'],
  log: AppContext['log'],
): () => Promise<StoredDataVersion | null> {
  let reading: Promise<StoredDataVersion | null> | undefined
  return () => {
    reading ??= dataVersion(db)
      .catch((thrown: unknown) => {
        log.warn({ err: thrown }, 'the data version is missing from the metrics')
        return null
      })
      .finally(() => {
        reading = undefined
      })
    return reading
  }
}
