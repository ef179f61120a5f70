import { setTimeout as sleep } from 'node:timers/promises'
import { toError } from '../../src/lib/errors.js'
import { isOutage } from '../../src/store/outage.js'

const RETRY_MS = 500
/** How long a worker that stops waits for a database that is away; then other workers take over. */
const LAST_WAIT_MS = 5_000

interface PersistOptions {
  /** Aborted when the worker stops. */
  readonly signal: AbortSignal
  /** Called once, when the first attempt meets an outage. */
  readonly onWait: (error: Error) => void
}

/** Retries a write while the database is away, so that finished work need not be repeated. */
export async function persist<T>(
  write: () => Promise<T>,
  { signal, onWait }: PersistOptions,
): Promise<T> {
  let deadline = Number.POSITIVE_INFINITY
  for (let tries = 0; ; tries++) {
    try {
      return await write()
    } catch (thrown) {
      const error = toError(thrown)
      if (signal.aborted) deadline = Math.min(deadline, Date.now() + LAST_WAIT_MS)
      if (!isOutage(error) || Date.now() > deadline) throw error
      if (tries === 0) onWait(error)
      await sleep(RETRY_MS)
    }
  }
}
