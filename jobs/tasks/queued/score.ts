import { AppError } from '../../../src/lib/errors.js'
import { datasetByName } from '../../../src/store/datasets.js'
import { answeringRuns } from '../../../src/store/read/runs.js'
import { TaskError } from '../../failure/task-error.js'
import type { JobContext, JobTask } from '../../queue/job-task.js'
import type { Session } from '../../session/session.js'
import type { FailedSplit } from '../backtest/compute-splits.js'
import { type ScoreOptions, type ScoreOutcome, scoreRun } from '../backtest/score-run.js'
import { componentsFirst, isBlend } from './components-first.js'

/** About twelve hours for a session's file to arrive. */
const RETRIES = 60
const PAUSE_MS = 15 * 60_000

/**
 * Scores the tick's session with every run that answers on the dataset, and decides for the next one.
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
  const { db } = session
  const dataset = await datasetByName(db, named ?? settings.dataset)
  const runs = componentsFirst(await answeringRuns(db, { datasetIds: [dataset.id], strategy }))
  const lines: string[] = []
  const failed: FailedSplit[] = []
  for (const [i, { strategy: name }] of runs.entries()) {
    report({ fraction: i / runs.length, state: `scoring ${name}` })
    const outcome = await scored(session, { dataset: dataset.name, strategy: name, date })
    failed.push(...outcome.failed)
    lines.push(...outcome.lines)
  }
  if (failed.length > 0) throw scoreFailure(failed)
  return lines.length > 0 ? lines.join('; ') : `no run on ${dataset.name} answers yet`
}

interface Scored {
  readonly failed: readonly FailedSplit[]
  readonly lines: readonly string[]
}

/** Scores one strategy. A blend that waits for a component fails beside what failed before it, so that both are reported. */
async function scored(session: Session, options: ScoreOptions): Promise<Scored> {
  const { strategy } = options
  try {
    const outcome = await scoreRun(session, options)
    const failed = outcome.failed.map((one) => ({ ...one, name: `${strategy} ${one.name}` }))
    return { failed, lines: linesOf(strategy, outcome) }
  } catch (thrown) {
    if (!isBlend({ strategy }) || !(thrown instanceof AppError)) throw thrown
    const { message: reason, retryable } = thrown
    return { failed: [{ name: strategy, reason, retryable }], lines: [] }
  }
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
