import { UnavailableError } from '../../../src/lib/errors.js'
import { TaskError } from '../../failure/task-error.js'
import type { JobContext, JobTask } from '../../queue/job-task.js'

/** Posts an alert to the webhook of the settings; retried until it is accepted. */
export const alertTask: JobTask = { run, retries: 20 }

const TIMEOUT_MS = 10_000

async function run({ session, settings, job }: JobContext): Promise<string> {
  const webhook = settings.alerts?.webhook
  if (!webhook) return 'no webhook is set'
  const { status } = await post(webhook, { ...job.payload, at: job.createdAt }, session.signal)
  if (status < 300) return `accepted with status ${status}`
  const reason = `the webhook answered ${status}`
  if (status >= 500 || status === 408 || status === 429) throw new UnavailableError(reason)
  throw new TaskError(`${reason}: correct alerts.webhook`, 'data')
}

async function post(url: string, body: object, signal: AbortSignal): Promise<Response> {
  try {
    return await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
    })
  } catch (thrown) {
    throw new UnavailableError('the webhook cannot be reached', { cause: thrown })
  }
}
