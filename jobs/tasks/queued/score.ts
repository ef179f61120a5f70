import { datasetByName } from '../../../src/store/datasets.js'
import { answeringRuns } from '../../../src/store/read/runs.js'
import { TaskError } from '../../queue/failure.js'
import type { JobContext, JobTask } from '../../queue/job-task.js'
import type { FailedWindow } from '../backtest/backtest.js'
import { scoreRun } from '../backtest/score-run.js'

/** Twelve hours or so for a session's file to come. */
const RETRIES = 60
const PAUSE_MS = 15 * 60_000

/**
 * Scores the tick's session with every run that answers on the dataset, and decides for the next one.
 * While the data do not reach the session it waits: a late file is a late score, not a missing one.
 */
export const scoreTask: JobTask = { run, retries: RETRIES, pauseMs: PAUSE_MS }

async function run({ session, settings, job, report }: JobContext): Promise<string> {
  const {
    date,
    dataset: named,
    strategy,
  } = job.payload as {
    readonly date?: string
    readonly dataset?: string
    readonly strategy?: string
  }
  const { db } = session
  const dataset = await datasetByName(db, named ?? settings.dataset)
  const runs = await answeringRuns(db, { datasetIds: [dataset.id], strategy })
  const said: string[] = []
  const failed: FailedWindow[] = []
  for (const [i, { strategy: name }] of runs.entries()) {
    report({ fraction: i / runs.length, state: `scoring ${name}` })
    const options = { dataset: dataset.name, strategy: name, date }
    const { published, failed: windows, nextDate, needs } = await scoreRun(session, options)
    failed.push(...windows.map((one) => ({ ...one, name: `${name} ${one.name}` })))
    if (published.length > 0) said.push(`${name}: ${published.join(', ')}`)
    else said.push(`${name}: nothing new`)
    if (needs) said.push(`${name}: no trained window holds ${nextDate}, refit trains it`)
  }
  if (failed.length > 0) throw scoreFailure(failed)
  return said.length > 0 ? said.join('; ') : `no run on ${dataset.name} answers yet`
}

/** Tried again only where all of it may pass: what somebody must act on is told at once. */
export function scoreFailure(failed: readonly FailedWindow[]): TaskError {
  const reason = failed.map((one) => `${one.name}: ${one.reason}`).join('; ')
  return new TaskError(reason, failed.every(({ retryable }) => retryable) ? 'retryable' : 'data')
}
