import { UserError } from '../../src/lib/errors.js'
import type { JobTask } from '../queue/job-task.js'

/** Tasks by the name that a job stores; each is loaded when it is first needed. */
const TASKS: Readonly<Record<string, () => Promise<JobTask>>> = {
  window: async () => (await import('../tasks/queued/split.js')).splitTask,
  seed: async () => (await import('../tasks/queued/seed.js')).seedTask,
  ingest: async () => (await import('../tasks/queued/ingest.js')).ingestTask,
  score: async () => (await import('../tasks/queued/score.js')).scoreTask,
  refit: async () => (await import('../tasks/queued/refit.js')).refitTask,
  prune: async () => (await import('../tasks/queued/prune.js')).pruneTask,
  health: async () => (await import('../tasks/queued/health.js')).healthTask,
  alert: async () => (await import('../tasks/queued/alert.js')).alertTask,
}

export type FindTask = (name: string) => Promise<JobTask>

export async function taskNamed(name: string): Promise<JobTask> {
  const load = Object.hasOwn(TASKS, name) ? TASKS[name] : undefined
  if (load) return load()
  throw new UserError(`task ${name} is unknown to this version of residua: update the worker`)
}
