import { hrefFor } from '../address/current.js'
import { Work, type WorkQuery } from '../api/operations.js'
import { useAnswer } from '../api/use-answers.js'
import { JobLine } from '../jobs/job-line.js'
import { Awaited } from '../parts/awaited.js'
import { plural } from '../text/format.js'
import { asked } from '../tools/asked.js'
import { Tools } from '../tools/tools.js'

/** What runs and what failed. */
export function WorkPanel() {
  const answer = useAnswer(Work, {})
  return (
    <section class="panel" aria-label="Jobs" id="work">
      <h2>
        <a href={hrefFor({ view: 'jobs' })}>Jobs</a>
      </h2>
      <Awaited answers={[answer]}>
        {({ jobs }) => (
          <>
            <p class="dim">{sentence(jobs)}</p>
            <ul class="jobs">
              {[...jobs.running, ...jobs.failures].map((job) => (
                <JobLine key={job.id} job={job} />
              ))}
            </ul>
            <Tools name="work" queries={[asked(Work, {})]} />
          </>
        )}
      </Awaited>
    </section>
  )
}

function sentence({ counts, workers, nextTicks }: WorkQuery['jobs']): string {
  const next = nextTicks.find(({ at }) => at !== null)
  const soon = next?.at ? ` Next: ${next.task}, ${new Date(next.at).toLocaleString()}.` : ''
  return `${counts.running} running, ${counts.queued} waiting, ${counts.failed} failed; ${plural(workers, 'worker')}.${soon}`
}
