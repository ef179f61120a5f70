import type { Split } from '../../src/results.js'
import { enqueueJob } from '../../src/store/jobs/enqueue.js'
import type { StoredRun } from '../../src/store/read/runs.js'
import type { Strategy } from '../../src/strategy/strategy.js'
import type { Db } from '../session/session.js'

/** Engines that compute on a graphics card. */
const GPU_ENGINES: readonly string[] = ['tfjs-node-gpu', 'webgpu']

export function needsGpu(engine: string): boolean {
  return GPU_ENGINES.includes(engine)
}

/** Jobs of live splits run first, the others in the order of their dates. */
const LIVE_PRIORITY = -5

/**
 * Puts splits into the queue: a job `window` each, and where several seeds can train in parallel a job
 * `seed` for each of them before it. Jobs that are queued or running already are not doubled. Returns
 * how many splits are new in the queue.
 */
export async function enqueueSplits(
  db: Db,
  { run, strategy }: { readonly run: StoredRun; readonly strategy: Strategy },
  splits: readonly Split[],
): Promise<number> {
  const gpu = strategy.trains && needsGpu(run.engine)
  const seeds = strategy.trains && run.seeds.length > 1 ? run.seeds : []
  let created = 0
  for (const { name: split, live } of splits) {
    const shared = { runId: run.id, split, gpu, priority: live ? LIVE_PRIORITY : 0 }
    await db.transaction().execute(async (trx) => {
      for (const seed of seeds) {
        const key = `seed ${run.id} ${split} ${seed}`
        await enqueueJob(trx, { ...shared, task: 'seed', key, seed })
      }
      const job = { ...shared, task: 'window', key: `window ${run.id} ${split}` }
      if ((await enqueueJob(trx, job)).created) created++
    })
  }
  return created
}
