import { UserError } from '../../../src/lib/errors.js'
import type { JobContext, JobTask } from '../../queue/job-task.js'
import type { Settings } from '../../session/settings.js'
import type { InboxFile, InboxOutcome } from '../inbox/inbox-outcome.js'
import { ingestWatched } from '../inbox/watched-inbox.js'

/** Ingests the files that arrived in the inbox, up to the date of the tick. */
export const ingestTask: JobTask = { run }

interface Payload {
  readonly date?: string
  readonly from?: string
  readonly dataset?: string
  readonly minCoverage?: number
}

async function run({ session, settings, job }: JobContext): Promise<string> {
  const payload = job.payload as Payload
  const inbox = inboxOf(settings, payload)
  const { date } = payload
  const outcome = await ingestWatched(session, { date, settings: { ...settings, inbox } })
  if (outcome === null) {
    return 'no inbox is configured: set inbox.source or schedule.ingest.options.from'
  }
  assertNoneRejected(outcome.files)
  return summaryOf(outcome)
}

/** Options of the schedule's entry win over the settings of the inbox. */
function inboxOf({ inbox }: Settings, { from, dataset, minCoverage }: Payload): Settings['inbox'] {
  return {
    ...inbox,
    source: from ?? inbox?.source,
    dataset: dataset ?? inbox?.dataset,
    minCoverage: minCoverage ?? inbox?.minCoverage,
  }
}

/** The good files are ingested by now; the rejected ones fail the job, so that a person is alerted. */
function assertNoneRejected(files: readonly InboxFile[]): void {
  const rejected = files.filter(({ outcome }) => outcome === 'rejected')
  if (rejected.length === 0) return
  throw new UserError(rejected.map(({ name, reason }) => `${name}: ${reason}`).join('; '))
}

function summaryOf({ files, dataset, lastDate }: InboxOutcome): string {
  const counts = new Map<string, number>()
  for (const { outcome } of files) counts.set(outcome, (counts.get(outcome) ?? 0) + 1)
  const parts = [...counts].map(([outcome, n]) => `${n} ${outcome}`)
  return `${parts.length > 0 ? parts.join(', ') : 'nothing new'}; ${dataset} ends on ${lastDate}`
}
