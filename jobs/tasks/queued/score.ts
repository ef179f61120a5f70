import { datasetByName } from '../../../src/store/datasets.js'
import { TaskError } from '../../failure/task-error.js'
import type { JobContext, JobTask } from '../../queue/job-task.js'
import type { FailedSplit } from '../backtest/compute-splits.js'
import type { ScoreOutcome } from '../backtest/score-run.js'
import { type ScoredStrategy, scoreRuns } from '../backtest/score-runs.js'

/** About twelve hours for a session's file to arrive. */
const RETRIES = 60
const PAUSE_MS = 15 * 60_000

/**
 * Scores the tick's session with every run that answers on the dataset, in one pass over its prices, and
 * decides for the next one. Those that fail do not stop the others.
 * While the data end before the session it is retried: a late file makes a late score, not a gap.
 */
export const scoreTask: JobTask = { run, retries: RETRIES, pauseMs: PAUSE_MS }

interface Payload {
  readonly date?: string
  readonly dataset?: string
  readonly strategy?: string
}

async function run({ session, settings, job, report }: JobContext): Promise<string> {
  const { date, dataset: named, strategy } = job.payload as Payload
  const dataset = named ?? settings.dataset
  const onStrategy = (name: string, done: number, count: number) =>
    report({ fraction: done / count, state: `scoring ${name}` })
  const scored = await scoreRuns(session, { dataset, strategy, date, onStrategy })
  const failed = scored.flatMap(failuresOf)
  if (failed.length > 0) throw scoreFailure(failed)
  const lines = scored.flatMap((one) =>
    'outcome' in one ? linesOf(one.strategy, one.outcome) : [],
  )
  return lines.length > 0
    ? lines.join('; ')
    : `no run on ${await nameOf(session, dataset)} answers yet`
}

/** The splits that failed; the strategy where none of its splits was scored. */
function failuresOf(one: ScoredStrategy): FailedSplit[] {
  if ('error' in one) return [{ name: one.strategy, reason: one.error, retryable: one.retryable }]
  return one.outcome.failed.map((split) => ({ ...split, name: `${one.strategy} ${split.name}` }))
}

async function nameOf({ db }: JobContext['session'], dataset: string | undefined): Promise<string> {
  return (await datasetByName(db, dataset)).name
}

function linesOf(strategy: string, { published, moved, needs, nextDate }: ScoreOutcome): string[] {
  const lines = [
    `${strategy}: ${published.length > 0 ? published.join(', ') : 'nothing new'}`,
    ...moved.map(
      ({ expected, came }) =>
        `${strategy}: ${came ?? 'no session'} came where ${expected} was expected, the decided book moved`,
    ),
  ]
  if (!needs) return lines
  return [...lines, `${strategy}: no trained split holds ${nextDate}, refit trains it`]
}

/** Retryable only if every failure is: one that needs a person is reported at once. */
export function scoreFailure(failed: readonly FailedSplit[]): TaskError {
  const reason = failed.map((one) => `${one.name}: ${one.reason}`).join('; ')
  return new TaskError(reason, failed.every(({ retryable }) => retryable) ? 'retryable' : 'data')
}
