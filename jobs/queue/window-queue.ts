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

/** Live windows first, then in the order of their dates; seeds before the windows that wait for them. */
const LIVE_PRIORITY = -5

/**
 * Puts windows into the queue, each with a job for every seed where there are several to train side by
 * side; what waits or runs already is not doubled. The number of windows that are new in the queue.
 */
export async function enqueueWindows(
  db: Db,
  { run, strategy }: { readonly run: StoredRun; readonly strategy: Strategy },
  windows: readonly Split[],
): Promise<number> {
  const gpu = strategy.trains && needsGpu(run.engine)
  const seeds = strategy.trains && run.seeds.length > 1 ? run.seeds : []
  let created = 0
  for (const { name: split, live } of windows) {
    const shared = { runId: run.id, split, gpu, priority: live ? LIVE_PRIORITY : 0 }
    await db.transaction().execute(async (trx) => {
      for (const seed of seeds) {
        const key = `seed ${run.id} ${split} ${seed}`
        await enqueueJob(trx, { ...shared, task: 'seed', key, seed })
      }
      const window = { ...shared, task: 'window', key: `window ${run.id} ${split}` }
      if ((await enqueueJob(trx, window)).created) created++
    })
  }
  return created
}
