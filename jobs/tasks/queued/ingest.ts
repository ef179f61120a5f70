import { folderSource } from '../../../src/data/inbox/folder.js'
import { isRemote, remoteSource } from '../../../src/data/inbox/remote.js'
import type { JobContext, JobTask } from '../../queue/job-task.js'
import { ingestInbox } from '../ingest-inbox.js'

/** Takes in what came to the watched place, up to the date of the tick. */
export const ingestTask: JobTask = { run }

async function run({ session, settings, job }: JobContext): Promise<string> {
  const { date, from, dataset, minCoverage } = job.payload as {
    readonly date?: string
    readonly from?: string
    readonly dataset?: string
    readonly minCoverage?: number
  }
  if (!from) return 'no folder is watched: schedule.ingest.options.from names one'
  const source = isRemote(from) ? remoteSource(from) : folderSource(from)
  const outcome = await ingestInbox(session, {
    source,
    dataset: dataset ?? settings.dataset,
    date,
    minCoverage,
    mapping: settings.ingest?.columns,
  })
  const counts = new Map<string, number>()
  for (const { outcome: what } of outcome.files) counts.set(what, (counts.get(what) ?? 0) + 1)
  const said = [...counts].map(([what, n]) => `${n} ${what}`)
  return `${said.length > 0 ? said.join(', ') : 'nothing new'}; ${outcome.dataset} reaches ${outcome.lastDate}`
}
