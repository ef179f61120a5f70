import { hostname } from 'node:os'
import { schedule as wakeUp } from 'node-cron'
import { toError } from '../../src/lib/errors.js'
import { enqueueJob } from '../../src/store/jobs/enqueue.js'
import { saveSchedule } from '../../src/store/jobs/schedule-entries.js'
import { claimSlots, databaseTime, jobOfSlot, lastSlots } from '../../src/store/jobs/slots.js'
import { dueSlots } from '../schedule/due.js'
import { dateOfSlot, nextSlot } from '../schedule/rule.js'
import type { ParsedEntry } from '../schedule/schedule.js'
import type { Db } from '../session/session.js'

export interface SchedulerOptions {
  readonly entries: readonly ParsedEntry[]
  /** What time it is; the database's clock where left out, one for all schedulers. */
  readonly now?: () => Promise<Date>
  /** Told of each tick that became a job here. */
  readonly onTick?: (tick: Tick) => void
  readonly onError?: (error: Error) => void
}

export interface Tick {
  readonly task: string
  readonly slot: Date
  readonly jobId: number
}

/**
 * Deals with every tick that is due: each becomes a job in the transaction that claims its slot, so
 * that it becomes one once, whoever else is looking, and whenever this process dies.
 */
export async function sweep(
  db: Db,
  { entries, now = () => databaseTime(db), onTick = () => {} }: SchedulerOptions,
): Promise<Tick[]> {
  const time = await now()
  const nowMs = time.getTime()
  const last = await lastSlots(
    db,
    entries.map(({ task }) => task),
    time,
  )
  const ticks: Tick[] = []
  for (const [i, entry] of entries.entries()) {
    const { run, skip } = dueSlots(entry.rule, entry.catchUp, { lastMs: last[i].getTime(), nowMs })
    if (run.length > 0 || skip.length > 0) ticks.push(...(await claim(db, entry, { run, skip })))
  }
  for (const tick of ticks) onTick(tick)
  return ticks
}

/** Writes down when each entry is due next, for whoever asks. */
export async function announce(
  db: Db,
  { entries, now = () => databaseTime(db) }: SchedulerOptions,
): Promise<void> {
  const nowMs = (await now()).getTime()
  await saveSchedule(
    db,
    entries.map(({ task, rule, catchUp }) => {
      const { cron, timeZone, exchange = null } = rule
      const next = nextSlot(rule, nowMs)
      return {
        task,
        cron,
        timeZone,
        exchange,
        catchUp,
        nextSlot: next === undefined ? null : new Date(next),
      }
    }),
  )
}

function claim(
  db: Db,
  { task, rule, options }: ParsedEntry,
  { run, skip }: { readonly run: readonly number[]; readonly skip: readonly number[] },
): Promise<Tick[]> {
  const by = `${hostname()} ${process.pid}`
  const instants = (slots: readonly number[]) => slots.map((ms) => new Date(ms))
  return db.transaction().execute(async (trx) => {
    await claimSlots(trx, { task, slots: instants(skip), outcome: 'skipped', by })
    const claimed = await claimSlots(trx, { task, slots: instants(run), outcome: 'claimed', by })
    const ticks: Tick[] = []
    for (const slot of claimed) {
      const date = dateOfSlot(rule, slot.getTime())
      const { id } = await enqueueJob(trx, {
        task,
        key: `${task} ${slot.toISOString()}`,
        payload: { ...options, date },
        scheduled: task,
        slot,
      })
      await jobOfSlot(trx, { task, slot, jobId: id })
      ticks.push({ task, slot, jobId: id })
    }
    return ticks
  })
}

const EVERY_MINUTE = '* * * * *'

/**
 * Keeps the schedule until `signal` says stop. node-cron wakes it at each entry's own time, and every
 * minute for what was missed: asleep, cut off from the database, or by a clock that was set. Sweeps
 * follow one another; one that fails is made up for by the next.
 */
export async function runScheduler(
  db: Db,
  { signal, ...options }: SchedulerOptions & { readonly signal: AbortSignal },
): Promise<void> {
  const { entries, onError = () => {} } = options
  let sweeping: Promise<unknown> | undefined
  let again = false
  const look = async (): Promise<void> => {
    do {
      again = false
      try {
        await sweep(db, options)
        await announce(db, options)
      } catch (thrown) {
        onError(toError(thrown))
      }
    } while (again && !signal.aborted)
  }
  const wake = () => {
    again = true
    sweeping ??= look().finally(() => {
      sweeping = undefined
    })
  }
  const alarms = [
    wakeUp(EVERY_MINUTE, wake, SILENT),
    ...entries.map(({ rule }) => wakeUp(rule.cron, wake, { timezone: rule.timeZone, ...SILENT })),
  ]
  wake()
  await new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true })
    if (signal.aborted) resolve()
  })
  for (const alarm of alarms) await alarm.destroy()
  await sweeping
}

/** What was missed is made up for; node-cron need not complain. */
const SILENT = { suppressMissedWarning: true }
