import type { JobLineFragment } from '../api/operations.js'
import { percent, seconds } from '../text/format.js'

/** A job in a line: its progress, or why it failed and what to do. */
export function JobLine({ job }: { readonly job: JobLineFragment }) {
  const { task, split, date, status, failure, remedy, progress } = job
  const what = [task, split, date].filter(Boolean).join(' ')
  if (status === 'FAILED') {
    return (
      <li>
        <span class="status failed">
          {what} failed: {failure}
        </span>
        {remedy && <span class="dim"> {remedy}</span>}
      </li>
    )
  }
  return (
    <li>
      {what}
      {progress && (
        <>
          {' '}
          <progress value={progress.fraction} max={1} aria-label={`${what}: progress`} />
          <span class="dim">
            {` ${percent(progress.fraction, 0)}, ${progress.state}`}
            {progress.secondsLeft !== null && `, ${seconds(progress.secondsLeft)} left`}
          </span>
        </>
      )}
    </li>
  )
}
