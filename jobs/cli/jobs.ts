import type { Command } from 'commander'
import { UserError } from '../../src/lib/errors.js'
import { withSession } from '../session/open.js'
import type { Session } from '../session/session.js'
import { readSettings } from '../session/settings.js'
import { print, printJson } from '../session/terminal.js'
import { natural, positive } from './option-values.js'

interface ListFlags {
  readonly last: number
  readonly json?: boolean
}

export function jobsCommand(program: Command): void {
  const jobs = program
    .command('jobs')
    .description('list running, waiting and finished jobs and the next ticks')
    .option('--last <n>', 'how many finished jobs, newest first', positive, 10)
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  residua jobs --last 30')
    .action(list)
  jobs
    .command('retry')
    .description('retry a failed, cancelled or waiting job now')
    .argument('<id>', 'number of the job', natural)
    .addHelpText('after', '\nExample:\n  residua jobs retry 17')
    .action(retry)
  jobs
    .command('cancel')
    .description('remove a job from the queue, or stop it where it runs')
    .argument('<id>', 'number of the job', natural)
    .addHelpText('after', '\nExample:\n  residua jobs cancel 17')
    .action(cancel)
  addRunCommand(jobs)
}

function addRunCommand(jobs: Command): void {
  jobs
    .command('run')
    .description('put a task of the schedule into the queue now')
    .argument('<task>', 'ingest, score, refit, prune or health')
    .option('--date <date>', 'the date it works for (default: today in New York)')
    .addHelpText('after', '\nExample:\n  residua jobs run score --date 2020-12-31')
    .action(run)
}

const MOST_JOBS = 1000

async function list({ last, json }: ListFlags): Promise<void> {
  const { jobsOverview } = await import('../../src/store/jobs/overview.js')
  const { overviewText } = await import('./show/jobs-overview.js')
  await withSession(async ({ db }) => {
    const overview = await jobsOverview(db, { first: MOST_JOBS, last })
    if (json) return printJson(overview)
    print(overviewText(overview))
  })
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
        : `Job ${id} (${key}) is running: its worker stops it within seconds.`,
    )
  })
}

async function run(task: string, { date }: { date?: string }): Promise<void> {
  const { runTaskNow } = await import('../tasks/run-task-now.js')
  const { schedule } = readSettings()
  await withQueue(async ({ db }) => {
    const { id, created } = await runTaskNow(db, { task, date, schedule })
    if (!created) throw new UserError(`job ${id} does this already and is not finished yet`)
    print(`Job ${id}: ${task} is in the queue.`)
  })
}

/** A session on a database with graphile-worker's tables, which it lacks before the first worker. */
async function withQueue(work: (session: Session) => Promise<void>): Promise<void> {
  const { installQueue } = await import('../queue/install.js')
  await withSession(async (session) => {
    await installQueue(session)
    await work(session)
  })
}
