import { UserError } from '../../../src/lib/errors.js'
import type { JobContext, JobTask } from '../../queue/job-task.js'
import { ingestWatched } from '../data/watched-inbox.js'

/** Takes in what came to the watched place, up to the date of the tick. */
export const ingestTask: JobTask = { run }

async function run({ session, settings, job }: JobContext): Promise<string> {
  const { date, from, dataset, minCoverage } = job.payload as {
    readonly date?: string
    readonly from?: string
    readonly dataset?: string
    readonly minCoverage?: number
  }
  const inbox = {
    ...settings.inbox,
    source: from ?? settings.inbox?.source,
    dataset: dataset ?? settings.inbox?.dataset,
    minCoverage: minCoverage ?? settings.inbox?.minCoverage,
  }
  const outcome = await ingestWatched(session, { date, settings: { ...settings, inbox } })
  if (!outcome)
    return 'no folder is watched: inbox.source or schedule.ingest.options.from names one'
  const rejected = outcome.files.filter((file) => file.outcome === 'rejected')
  if (rejected.length > 0) {
    // The good ones are in; these need a person, who hears of them as of any failure.
    throw new UserError(rejected.map(({ name, reason }) => `${name}: ${reason}`).join('; '))
  }
  const counts = new Map<string, number>()
  for (const { outcome: what } of outcome.files) counts.set(what, (counts.get(what) ?? 0) + 1)
  const said = [...counts].map(([what, n]) => `${n} ${what}`)
  return `${said.length > 0 ? said.join(', ') : 'nothing new'}; ${outcome.dataset} reaches ${outcome.lastDate}`
}
