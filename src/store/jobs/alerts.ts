import type { Kysely } from 'kysely'
import { sha256 } from '../../lib/hash.js'
import type { Database } from '../tables/index.js'
import type { JobFailure } from './end.js'
import { enqueueJob } from './enqueue.js'
import type { StoredJob } from './job.js'

/** What an operator should know; the body of the webhook. */
export interface Alert {
  readonly kind: 'job-failed' | 'data-old'
  /** One line. */
  readonly text: string
  readonly remedy: string | null
  readonly details: Readonly<Record<string, unknown>>
}

/** Where alerts are sent; without a webhook none are. */
export interface AlertSettings {
  readonly webhook?: string
}

export function alertOf(
  { id, task, key, runId, split, attempts }: StoredJob,
  { kind, reason, remedy }: JobFailure,
): Alert {
  return {
    kind: 'job-failed',
    text: `residua: job ${id} (${key}) failed: ${reason}`,
    remedy,
    details: { job: id, task, key, run: runId, split, attempts, failureKind: kind, reason },
  }
}

/** Queues an alert for delivery, unless the same one is already queued. */
export async function enqueueAlert(
  db: Kysely<Database>,
  settings: AlertSettings | undefined,
  alert: Alert,
): Promise<void> {
  if (!settings?.webhook) return
  const key = `alert ${alert.kind} ${sha256(alert.text).slice(0, 16)}`
  await enqueueJob(db, { task: 'alert', key, payload: { ...alert }, priority: -10 })
}
