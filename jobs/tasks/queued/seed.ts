import { AbortedError } from '../../../src/lib/errors.js'
import { taskErrorOf } from '../../failure/split-failure.js'
import type { JobContext, JobTask } from '../../queue/job-task.js'
import { computeSplit, taskOfJob } from './compute-split.js'
import { smallerPayload } from './smaller-batch.js'
import { planOf } from './split-plan.js'

/**
 * The job `seed`: trains one seed of a split and saves its checkpoint. The split's own job waits for
 * all of them, and trains the seeds that failed itself.
 */
export const seedTask: JobTask = { run, smaller: smallerPayload }

async function run(context: JobContext): Promise<string> {
  const { seed } = context.job
  const plan = await planOf(context)
  if (!plan || seed === null) return 'its run was removed'
  if (plan.todo.length === 0) return 'published before'
  const task = { ...(await taskOfJob(context, plan)), seeds: [seed], trainOnly: true }
  const outcome = await computeSplit(context, plan, task)
  if (outcome.kind === 'stopped') throw new AbortedError('stopped')
  if (outcome.kind === 'failed') throw taskErrorOf(outcome.failure)
  return `seed ${seed} trained`
}
