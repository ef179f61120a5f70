import { AbortedError, toError } from '../../src/lib/errors.js'
import type { JobFailure } from '../../src/store/jobs/end.js'
import { failureOf } from '../failure/job-failure.js'
import { TaskError } from '../failure/task-error.js'
import type { JobContext, JobTask } from '../queue/job-task.js'
import { type FindTask, taskNamed } from './registry.js'

/** Why an attempt is stopped. */
export type StopReason = 'cancelled' | 'taken over' | 'worker stops'

export type Outcome =
  | { readonly kind: 'done'; readonly line: string; readonly task: JobTask }
  | { readonly kind: 'failed'; readonly failure: JobFailure; readonly task: JobTask | undefined }
  | { readonly kind: 'stopped'; readonly task: JobTask | undefined }

/** So many workers that died in a row during a job, without any progress, point to the job itself. */
export const MOST_LOSSES = 10

/** Runs the task of a job once. */
export async function attempt(
  context: JobContext,
  { find = taskNamed }: { readonly find?: FindTask },
): Promise<Outcome> {
  const { losses, task: name } = context.job
  let task: JobTask | undefined
  try {
    task = await find(name)
    if (losses >= MOST_LOSSES) {
      throw new TaskError(`its worker died ${losses} times without a report`, 'lost')
    }
    return { kind: 'done', line: await task.run(context), task }
  } catch (thrown) {
    const stopped = context.session.signal.aborted || thrown instanceof AbortedError
    if (stopped) return { kind: 'stopped', task }
    return { kind: 'failed', failure: failureOf(toError(thrown)), task }
  }
}
