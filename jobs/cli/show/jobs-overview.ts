import type { StoredJob } from '../../../src/store/jobs/job.js'
import type { JobsOverview } from '../../../src/store/jobs/overview.js'
import { duration, percent, table } from './table.js'

/** Running, waiting and finished jobs, and the next ticks, as text. */
export function overviewText(overview: JobsOverview): string {
  const { running, queue, history, nextTicks } = overview
  return [
    countsLine(overview),
    ...section('Running', running, runningTable),
    ...section('Waiting', queue, waitingTable),
    ...section('Finished, newest first', history, finishedTable),
    ...section('Next', nextTicks, ticksTable),
  ].join('\n')
}

function section<T>(
  title: string,
  rows: readonly T[],
  show: (rows: readonly T[]) => string,
): string[] {
  return rows.length > 0 ? ['', title, show(rows)] : []
}

function countsLine({ counts, workers }: JobsOverview): string {
  return (
    `${counts.running} running, ${counts.queued} waiting, ${counts.done} done, ` +
    `${counts.failed} failed, ${counts.cancelled} cancelled; ` +
    `${workers.length} worker${workers.length === 1 ? '' : 's'} alive.`
  )
}

function runningTable(jobs: readonly StoredJob[]): string {
  return jobTable(['state', 'done', 'left'], jobs, ({ progress }) => [
    progress?.state ?? 'starting',
    percent(progress?.fraction, 0),
    progress?.secondsLeft === undefined ? '–' : duration(progress.secondsLeft),
  ])
}

function waitingTable(jobs: readonly StoredJob[]): string {
  return jobTable(['not before (UTC)', 'failed', 'why'], jobs, ({ runAt, failures, failure }) => [
    minute(runAt),
    String(failures),
    failures > 0 ? (failure ?? '') : '',
  ])
}

function finishedTable(jobs: readonly StoredJob[]): string {
  return jobTable(['ended (UTC)', 'how', 'outcome'], jobs, (job) => [
    minute(job.finishedAt),
    job.status,
    outcomeOf(job),
  ])
}

function ticksTable(ticks: JobsOverview['nextTicks']): string {
  return table(
    [{ title: 'task' }, { title: 'due (UTC)' }, { title: 'rule' }],
    ticks.map(({ task, nextSlot, cron, timeZone }) => [
      task,
      minute(nextSlot),
      `${cron} ${timeZone}`,
    ]),
  )
}

function jobTable(
  titles: readonly string[],
  jobs: readonly StoredJob[],
  cellsOf: (job: StoredJob) => readonly string[],
): string {
  return table(
    ['job', 'what', ...titles].map((title) => ({ title })),
    jobs.map((job) => [String(job.id), subjectOf(job), ...cellsOf(job)]),
  )
}

/** `window test_2019_2020 of 1a2b3c4d`, or the key of other tasks. */
function subjectOf({ task, split, seed, runId, key }: StoredJob): string {
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
