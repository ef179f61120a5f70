import { pruneJobs } from '../../../src/store/jobs/prune-jobs.js'
import type { JobContext, JobTask } from '../../queue/job-task.js'
import { prune } from '../prune.js'

/** Removes old versions of splits and datasets, and old jobs and ticks. */
export const pruneTask: JobTask = { run }

const KEEP_DAYS = 90

async function run({ session, job }: JobContext): Promise<string> {
  const { keep, keepDays = KEEP_DAYS } = job.payload as {
    readonly keep?: number
    readonly keepDays?: number
  }
  const { versions, folders } = await prune(session, { keep })
  const jobs = await pruneJobs(session.db, keepDays)
  return `${versions} versions, ${folders} folders and ${jobs} jobs removed`
}
