import { Gauge, type Registry } from 'prom-client'
import type { AppContext } from '../../context.js'
import { countJobs } from '../../store/jobs/job.js'
import { queueHealth } from '../../store/jobs/queue-health.js'

/** Jobs and workers, asked of the database when looked at; while it is away they are absent. */
export function addJobGauges(
  registry: Registry,
  { db, log }: Pick<AppContext, 'db' | 'log'>,
): void {
  new Gauge({
    name: 'residua_jobs',
    help: 'Jobs by status; those that are over, as far back as they are kept.',
    labelNames: ['status'],
    registers: [registry],
    async collect() {
      this.reset()
      const counts = await asked(countJobs(db))
      for (const [status, count] of Object.entries(counts ?? {})) this.set({ status }, count)
    },
  })
  new Gauge({
    name: 'residua_queue',
    help: 'Workers alive, and seconds that the job due longest has waited and the next tick is overdue.',
    labelNames: ['of'],
    registers: [registry],
    async collect() {
      this.reset()
      const health = await asked(queueHealth(db))
      for (const [of, value] of Object.entries(health ?? {})) this.set({ of }, value)
    },
  })

  function asked<T>(answer: Promise<T>): Promise<T | undefined> {
    return answer.catch((thrown: unknown) => {
      log.warn({ err: thrown }, 'the metrics lack the jobs')
      return undefined
    })
  }
}
