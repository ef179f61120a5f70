import { AppError } from '../../src/lib/errors.js'
import type { JobFailure } from '../../src/store/jobs/end.js'
import { isOutage } from '../../src/store/outage.js'
import { TaskError } from './task-error.js'

type Kind = JobFailure['kind']

/** Messages of engines and of V8 when memory runs out, on the card or on the host. */
const OUT_OF_MEMORY =
  /ERR_WORKER_OUT_OF_MEMORY|out of memory|\bOOM\b|RESOURCE_EXHAUSTED|array buffer allocation failed|invalid typed array length|cannot enlarge memory|failed to allocate|memory limit/i

/** Codes of a full disk or quota, of the system and of Postgres. */
const DISK_FULL = new Set(['ENOSPC', 'EDQUOT', '53100'])

/** System errors that pass: a mount comes back, a descriptor is closed. */
const TRANSIENT = new Set(['EIO', 'ESTALE', 'EAGAIN', 'EBUSY', 'EMFILE', 'ENFILE'])

/** SQLSTATE of transactions that conflicted with another one. */
const CONFLICT = /^(40001|40P01|55P03)$/

const REMEDIES: Readonly<Record<Kind, string>> = {
  retryable: 'it is tried again automatically; check that what it waits for can come',
  data: 'correct what the reason names, then: residua jobs retry',
  memory: 'give the worker more memory, or set a smaller blockDays or factorCount',
  lost: "see the worker's and the system's log: it may have run out of memory",
  bug: 'this is unexpected: see the log of the worker, then: residua jobs retry',
}

/** Whether a retry may help, and what a person can do. */
export function failureOf(thrown: Error): JobFailure {
  const reason = thrown.message || thrown.name
  const { kind, remedy = REMEDIES[kind] } = diagnosis(thrown, { reason, code: codeOf(thrown) })
  return { kind, reason, remedy }
}

function diagnosis(
  thrown: Error,
  { reason, code }: { readonly reason: string; readonly code: string },
): { readonly kind: Kind; readonly remedy?: string } {
  if (OUT_OF_MEMORY.test(`${code} ${reason}`)) return { kind: 'memory' }
  if (thrown instanceof TaskError && thrown.kind !== 'bug') return { kind: thrown.kind }
  if (DISK_FULL.has(code) || /no space left/i.test(reason)) {
    return { kind: 'retryable', remedy: 'free space where the home or the database is' }
  }
  if (isOutage(thrown)) {
    return { kind: 'retryable', remedy: 'check that the database runs and can be reached' }
  }
  if (TRANSIENT.has(code) || CONFLICT.test(code)) return { kind: 'retryable' }
  if (thrown instanceof AppError) return { kind: thrown.retryable ? 'retryable' : 'data' }
  return { kind: 'bug' }
}

/** The error's own code, else that of its cause. */
function codeOf(error: Error): string {
  const { code } = error as { code?: unknown }
  if (code !== undefined) return String(code)
  return error.cause instanceof Error ? codeOf(error.cause) : ''
}
