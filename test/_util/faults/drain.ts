import { setTimeout as sleep } from 'node:timers/promises'
import { runWorker } from '../../../jobs/worker/worker.js'
import { toConfig } from '../../../src/config.js'
import { poolFor } from '../../../src/store/database.js'
import { leftovers } from './store-digest.js'

const PATIENCE_MS = 120_000

/** Runs a worker in this process until no job is queued or running and no other worker has a recent heartbeat. */
export async function drain(url: string): Promise<void> {
  const { db, pool, close } = poolFor(url)
  const controller = new AbortController()
  const session = { config: toConfig({}), db, pool, signal: controller.signal }
  const options = { concurrency: 1, heartbeatMs: 200, deadAfterMs: 1_000, pollMs: 200 }
  const began = Date.now()
  const working = runWorker(session, options)
  try {
    for (;;) {
      const { rows } = await pool.query(
        `select array_agg(pid) = array[$1::int]
          and not exists (select from job where finished_at is null)
          and not exists (select from graphile_worker.jobs) as alone
        from worker`,
        [process.pid],
      )
      if (rows[0].alone) break
      if (Date.now() - began > PATIENCE_MS) {
        throw new Error(`not at rest after two minutes: ${JSON.stringify(await leftovers(url))}`)
      }
      await sleep(200)
    }
  } finally {
    controller.abort()
    await working
    await close()
  }
}
