import { JobQueue, type JobQueueQuery, type JobRowFragment } from '../api/operations.js'
import { useAnswer } from '../api/use-answers.js'
import type { View } from '../lineup/view.js'
import { Awaited } from '../parts/awaited.js'
import { SaveCsv } from '../parts/save-csv.js'
import { Table } from '../parts/table.js'
import { plural } from '../text/format.js'
import { asked } from '../tools/asked.js'
import { Tools } from '../tools/tools.js'
import { JOB_COLUMNS, TICK_COLUMNS } from './job-columns.js'
import { useJobChanges } from './use-job-changes.js'

/** The queue as it changes, what failed and what to do about it, and what comes next. */
function Content() {
  const answer = useAnswer(JobQueue, {})
  const { jobs: changed, live } = useJobChanges()
  return (
    <Awaited answers={[answer]} class="stack">
      {({ jobs }) => <Jobs jobs={jobs} changed={changed} live={live} />}
    </Awaited>
  )
}

interface JobsProps {
  readonly jobs: JobQueueQuery['jobs']
  readonly changed: ReadonlyMap<string, JobRowFragment>
  readonly live: boolean
}

function Jobs({ jobs, changed, live }: JobsProps) {
  const all = new Map(
    [...jobs.history, ...jobs.failures, ...jobs.queue, ...jobs.running].map((job) => [job.id, job]),
  )
  for (const [id, job] of changed) all.set(id, job)
  const newest = [...all.values()].sort((a, b) => Number(b.id) - Number(a.id))
  const having = (...statuses: JobRowFragment['status'][]) =>
    newest.filter(({ status }) => statuses.includes(status))
  return (
    <>
      <section class="panel" aria-label="Queue" id="queue">
        <h1>Jobs</h1>
        <p class="note" role="status">
          {`${plural(jobs.workers, 'worker')}. ${live ? 'Changes appear as they happen.' : 'Changes do not arrive; trying again.'}`}
        </p>
        <h2>Running and waiting</h2>
        <Table
          caption="Running and waiting jobs"
          columns={JOB_COLUMNS}
          rows={having('RUNNING', 'QUEUED')}
          empty="Nothing runs or waits."
        />
        <h2>Failed</h2>
        <Table
          caption="Failed jobs"
          columns={JOB_COLUMNS}
          rows={having('FAILED')}
          empty="Nothing failed."
        />
        <h2>Finished</h2>
        <Table
          caption="Finished jobs"
          columns={JOB_COLUMNS}
          rows={having('DONE', 'CANCELLED')}
          searchable
          empty="Nothing finished yet."
        />
        <Tools name="jobs" queries={[asked(JobQueue, {})]}>
          <SaveCsv name="jobs" columns={JOB_COLUMNS} rows={newest} />
        </Tools>
      </section>
      <section class="panel" aria-label="Schedule" id="schedule">
        <h2>Next</h2>
        <Table
          caption="Next ticks of the schedule"
          columns={TICK_COLUMNS}
          rows={jobs.nextTicks}
          empty="No scheduler has reported: npx residua schedule starts one."
        />
        <Tools name="schedule" queries={[asked(JobQueue, {})]}>
          <SaveCsv name="schedule" columns={TICK_COLUMNS} rows={jobs.nextTicks} />
        </Tools>
      </section>
    </>
  )
}

export const jobsView: View = { name: 'jobs', title: 'Jobs', always: true, Content }
