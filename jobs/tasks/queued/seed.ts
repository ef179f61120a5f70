import { AbortedError } from '../../../src/lib/errors.js'
import { taskErrorOf } from '../../queue/failure.js'
import type { JobContext, JobTask } from '../../queue/job-task.js'
import { smaller } from './window.js'
import { compute, planOf, taskOfWindow } from './window-job.js'

/**
 * One seed of a window, trained and kept as a checkpoint; the window's own job waits for all of them.
 * Nothing hangs on it: a window trains whatever seed it finds missing, and says why it cannot.
 */
export const seedTask: JobTask = { run, smaller }

async function run(context: JobContext): Promise<string> {
  const { seed } = context.job
  const plan = await planOf(context)
  if (!plan || seed === null) return 'its run is gone'
  if (plan.todo.length === 0) return 'published before'
  const task = { ...taskOfWindow(context, plan), seeds: [seed], trainOnly: true }
  const outcome = await compute(context, plan, task)
  if (outcome.kind === 'stopped') throw new AbortedError('stopped')
  if (outcome.kind === 'failed') throw taskErrorOf(outcome.failure)
  return `seed ${seed} trained`
}
