import { Gauge, type Registry } from 'prom-client'
import type { AppContext } from '../../context.js'
import { countJobs } from '../../store/jobs/job.js'
import { queueHealth } from '../../store/jobs/queue-health.js'

type Source = Pick<AppContext, 'db' | 'log'>

/** Jobs and workers, read from the database at each scrape; absent while it cannot be reached. */
export function addJobGauges(registry: Registry, source: Source): void {
  new Gauge({
    name: 'residua_jobs',
    help: 'Jobs by status; finished ones for as long as they are kept.',
    labelNames: ['status'],
    registers: [registry],
    async collect() {
      this.reset()
      const counts = await unlessAway(source, countJobs(source.db))
      for (const [status, count] of Object.entries(counts ?? {})) this.set({ status }, count)
    },
  })
  new Gauge({
    name: 'residua_queue',
    help: 'Live workers, and seconds by which the oldest due job and the next tick are late.',
    labelNames: ['of'],
    registers: [registry],
    async collect() {
      this.reset()
      const health = await unlessAway(source, queueHealth(source.db))
      for (const [of, value] of Object.entries(health ?? {})) this.set({ of }, value)
    },
  })
}

function unlessAway<T>({ log }: Source, read: Promise<T>): Promise<T | undefined> {
  return read.catch((thrown: unknown) => {
    log.warn({ err: thrown }, 'job metrics are missing: the database did not answer')
    return undefined
  })
}
