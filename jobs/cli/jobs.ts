import type { Command } from 'commander'
import { UserError } from '../../src/lib/errors.js'
import type { StoredJob } from '../../src/store/jobs/job.js'
import { withSession } from '../session/open.js'
import type { Session } from '../session/session.js'
import { readSettings } from '../session/settings.js'
import { print, printJson } from '../session/terminal.js'
import { natural, positive } from './option-values.js'
import { duration, percent, table } from './show/table.js'

interface ListFlags {
  readonly last: number
  readonly json?: boolean
}

export function jobsCommand(program: Command): void {
  const jobs = program
    .command('jobs')
    .description('what waits, runs, was done and comes next')
    .option('--last <n>', 'jobs that are over, newest first', positive, 10)
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  residua jobs --last 30')
    .action(list)
  jobs
    .command('retry')
    .description('try a failed or cancelled job again, or one that waits at once')
    .argument('<id>', 'its number', natural)
    .addHelpText('after', '\nExample:\n  residua jobs retry 17')
    .action(retry)
  jobs
    .command('cancel')
    .description('take a job out of the queue, or stop it where it runs')
    .argument('<id>', 'its number', natural)
    .addHelpText('after', '\nExample:\n  residua jobs cancel 17')
    .action(cancel)
  jobs
    .command('run')
    .description('put a task of the schedule into the queue now')
    .argument('<task>', 'ingest, score, refit, prune or health')
    .option('--date <date>', 'the date it works for (default: today in New York)')
    .addHelpText('after', '\nExample:\n  residua jobs run score --date 2020-12-31')
    .action(run)
}

async function list({ last, json }: ListFlags): Promise<void> {
  const { jobsOverview } = await import('../../src/store/jobs/overview.js')
  await withSession(async ({ db }) => {
    const overview = await jobsOverview(db, { first: 1000, last })
    if (json) return printJson(overview)
    const { running, queue, history, nextTicks, workers, counts } = overview
    print(
      `${counts.running} running, ${counts.queued} waiting, ${counts.done} done, ` +
        `${counts.failed} failed, ${counts.cancelled} cancelled; ${workers.length} at work.`,
    )
    if (running.length > 0) {
      print('\nRunning')
      print(
        rowsOf(['job', 'what', 'state', 'done', 'left'], running, (job) => [
          job.progress?.state ?? 'starting',
          percent(job.progress?.fraction, 0),
          job.progress?.secondsLeft === undefined ? '–' : duration(job.progress.secondsLeft),
        ]),
      )
    }
    if (queue.length > 0) {
      print('\nWaiting')
      print(
        rowsOf(['job', 'what', 'not before (UTC)', 'failed', 'why'], queue, (job) => [
          minute(job.runAt),
          String(job.failures),
          job.failures > 0 ? (job.failure ?? '') : '',
        ]),
      )
    }
    if (history.length > 0) {
      print('\nOver, newest first')
      print(
        rowsOf(['job', 'what', 'ended (UTC)', 'how', 'outcome'], history, (job) => [
          minute(job.finishedAt),
          job.status,
          outcomeOf(job),
        ]),
      )
    }
    if (nextTicks.length > 0) {
      print('\nNext')
      print(
        table(
          [{ title: 'task' }, { title: 'due (UTC)' }, { title: 'rule' }],
          nextTicks.map(({ task, nextSlot, cron, timeZone }) => [
            task,
            minute(nextSlot),
            `${cron} ${timeZone}`,
          ]),
        ),
      )
    }
  })
}

function rowsOf(
  titles: readonly string[],
  jobs: readonly StoredJob[],
  cellsOf: (job: StoredJob) => readonly string[],
): string {
  return table(
    titles.map((title) => ({ title })),
    jobs.map((job) => [String(job.id), whatOf(job), ...cellsOf(job)]),
  )
}

/** `window test_2019_2020 of 1a2b3c4d`, or the key of other tasks. */
function whatOf({ task, split, seed, runId, key }: StoredJob): string {
  if (split === null || runId === null) return key
  return `${task} ${split}${seed === null ? '' : ` seed ${seed}`} of ${runId.slice(0, 8)}`
}

function outcomeOf({ outcome, failure, remedy }: StoredJob): string {
  if (outcome !== null) return outcome
  return [failure, remedy && `(${remedy})`].filter(Boolean).join(' ')
}

function minute(date: Date | null): string {
  return date?.toISOString().slice(0, 16).replace('T', ' ') ?? '–'
}

async function retry(id: number): Promise<void> {
  await withQueue(async ({ db }) => {
    const { retryJob } = await import('../../src/store/jobs/control.js')
    const job = await retryJob(db, id)
    print(`Job ${job.id} (${job.key}) is in the queue again.`)
  })
}

async function cancel(id: number): Promise<void> {
  await withQueue(async ({ db }) => {
    const { cancelJob } = await import('../../src/store/jobs/control.js')
    const { status, key } = await cancelJob(db, id)
    print(
      status === 'cancelled'
        ? `Job ${id} (${key}) is cancelled.`
        : `Job ${id} (${key}) runs: its worker stops it within seconds.`,
    )
  })
}

async function run(task: string, { date }: { date?: string }): Promise<void> {
  const { runTaskNow } = await import('../tasks/run-task-now.js')
  const { schedule } = readSettings()
  await withQueue(async ({ db }) => {
    const { id, created } = await runTaskNow(db, { task, date, schedule })
    if (!created) throw new UserError(`job ${id} does this already and is not over yet`)
    print(`Job ${id}: ${task} is in the queue.`)
  })
}

/** With graphile-worker's tables, which a database without a worker yet may lack. */
async function withQueue(work: (session: Session) => Promise<void>): Promise<void> {
  const { installQueue } = await import('../queue/install.js')
  await withSession(async (session) => {
    await installQueue(session)
    await work(session)
  })
}
