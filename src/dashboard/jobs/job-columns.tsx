import type { JobQueueQuery, JobRowFragment } from '../api/operations.js'
import type { Column } from '../parts/column.js'
import { percent, seconds } from '../text/format.js'

type Job = JobRowFragment
type Tick = JobQueueQuery['jobs']['nextTicks'][number]

/** An instant in the time zone of the reader. */
const instant = (at: string | null) => at && new Date(at).toLocaleString()

export const JOB_COLUMNS: readonly Column<Job>[] = [
  { label: 'Id', name: 'id', header: true, value: ({ id }) => id },
  {
    label: 'Task',
    name: 'task',
    value: ({ task, split, seed, date }) =>
      [task, split, seed === null ? null : `seed ${seed}`, date].filter(Boolean).join(' '),
  },
  { label: 'Status', name: 'status', value: ({ status }) => status.toLowerCase() },
  {
    label: 'Progress, result or reason',
    name: 'result',
    value: ({ outcome, failure, progress }) => failure ?? outcome ?? progress?.state,
    absent: () => null,
    cell: (job) => <Result job={job} />,
  },
  {
    label: 'Attempts',
    name: 'attempts',
    numeric: true,
    wide: true,
    value: ({ attempts }) => attempts,
  },
  {
    label: 'Queued',
    name: 'createdAt',
    wide: true,
    value: ({ createdAt }) => createdAt,
    cell: ({ createdAt }) => instant(createdAt),
  },
  {
    label: 'Ended',
    name: 'finishedAt',
    wide: true,
    value: ({ finishedAt }) => finishedAt,
    cell: ({ finishedAt }) => instant(finishedAt),
    absent: 'It has not ended.',
  },
]

function Result({ job: { progress, failure, remedy, outcome, task } }: { readonly job: Job }) {
  if (failure) {
    return (
      <span class="job-result">
        <span class="warn">{failure}</span>
        {remedy && <span class="dim"> {remedy}</span>}
      </span>
    )
  }
  if (!progress) return <span class="job-result">{outcome ?? ''}</span>
  const left = progress.secondsLeft === null ? '' : `, ${seconds(progress.secondsLeft)} left`
  return (
    <span class="job-result">
      <progress value={progress.fraction} max={1} aria-label={`${task}: progress`} />
      {` ${percent(progress.fraction, 0)}, ${progress.state}${left}`}
    </span>
  )
}

export const TICK_COLUMNS: readonly Column<Tick>[] = [
  { label: 'Task', name: 'task', header: true, value: ({ task }) => task },
  {
    label: 'Next',
    name: 'at',
    value: ({ at }) => at,
    cell: ({ at }) => instant(at),
    absent: 'It has no next tick.',
  },
  { label: 'Schedule', name: 'cron', value: ({ cron }) => cron },
  { label: 'Time zone', name: 'timeZone', wide: true, value: ({ timeZone }) => timeZone },
  {
    label: 'Sessions of',
    name: 'exchange',
    wide: true,
    value: ({ exchange }) => exchange,
    absent: 'It runs every day, whatever the calendar.',
  },
]
