import { schedule as wakeUp } from 'node-cron'
import { toError } from '../../src/lib/errors.js'
import type { ParsedEntry } from '../schedule/schedule.js'
import type { Db } from '../session/session.js'
import { announce } from './announce.js'
import { type SweepOptions, sweep } from './sweep.js'

export interface SchedulerOptions extends SweepOptions {
  readonly signal: AbortSignal
  readonly onError?: (error: Error) => void
}

const EVERY_MINUTE = '* * * * *'

/**
 * Runs the schedule until `signal` aborts. node-cron wakes it at each entry's times, and every minute
 * for ticks that were missed: the machine slept, the database was away, the clock was set. Sweeps do
 * not overlap; what a failed one missed, the next one finds.
 */
export async function runScheduler(db: Db, options: SchedulerOptions): Promise<void> {
  const { entries, signal, onError = () => {} } = options
  const sweeps = createSweeps(signal, async () => {
    try {
      await sweep(db, options)
      await announce(db, options)
    } catch (thrown) {
      onError(toError(thrown))
    }
  })
  const alarms = setAlarms(entries, sweeps.wake)
  sweeps.wake()
  await aborted(signal)
  for (const alarm of alarms) await alarm.destroy()
  await sweeps.done()
}

/** Runs `work` after each call of `wake`, one at a time; calls during a run lead to one more run. */
function createSweeps(signal: AbortSignal, work: () => Promise<void>) {
  let running: Promise<void> | undefined
  let again = false
  const run = async (): Promise<void> => {
    do {
      again = false
      await work()
    } while (again && !signal.aborted)
  }
  return {
    wake(): void {
      again = true
      running ??= run().finally(() => {
        running = undefined
      })
    },
    async done(): Promise<void> {
      await running
    },
  }
}

/** node-cron's warning about missed ticks is off: the sweep finds them. */
const SILENT = { suppressMissedWarning: true }

function setAlarms(entries: readonly ParsedEntry[], wake: () => void) {
  return [
    wakeUp(EVERY_MINUTE, wake, SILENT),
    ...entries.map(({ rule }) => wakeUp(rule.cron, wake, { timezone: rule.timeZone, ...SILENT })),
  ]
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true })
    if (signal.aborted) resolve()
  })
}
