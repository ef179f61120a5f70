import { hostname } from 'node:os'
import { XNYS } from '../../src/data/calendar/calendar.js'
import { at } from '../../src/lib/at.js'
import { enqueueJob } from '../../src/store/jobs/enqueue.js'
import { claimSlots, databaseTime, jobOfSlot, lastSlots } from '../../src/store/jobs/slots.js'
import { type DueSlots, dueSlots } from '../schedule/due.js'
import { type FindCalendar, onCalendars } from '../schedule/on-calendar.js'
import type { ParsedEntry } from '../schedule/schedule.js'
import { dateOfSlot } from '../schedule/slots.js'
import type { Db } from '../session/session.js'

export interface SweepOptions {
  readonly entries: readonly ParsedEntry[]
  /** The calendar of an entry's dataset as it is now; New York's by default. */
  readonly findCalendar?: FindCalendar
  /** The time; by default the database's clock, which all schedulers share. */
  readonly now?: () => Promise<Date>
  /** Called for each tick that this process turned into a job. */
  readonly onTick?: (tick: Tick) => void
}

export interface Tick {
  readonly task: string
  readonly slot: Date
  readonly jobId: number
}

/**
 * Turns every tick that is due into a job, in the transaction that claims its slot: exactly one job a
 * tick, however many schedulers sweep and whenever one of them dies.
 */
export async function sweep(
  db: Db,
  { now = () => databaseTime(db), onTick = () => {}, ...options }: SweepOptions,
): Promise<Tick[]> {
  const entries = await dueEntries(options)
  const time = await now()
  const nowMs = time.getTime()
  const tasks = entries.map(({ task }) => task)
  const last = await lastSlots(db, tasks, time)
  const ticks: Tick[] = []
  for (const [i, entry] of entries.entries()) {
    const due = dueSlots(entry.rule, entry.catchUp, { lastMs: at(last, i).getTime(), nowMs })
    if (due.run.length > 0 || due.skip.length > 0) ticks.push(...(await claim(db, entry, due)))
  }
  for (const tick of ticks) onTick(tick)
  return ticks
}

/** The entries, on the calendars of their datasets. */
export function dueEntries({
  entries,
  findCalendar = async () => XNYS,
}: Pick<SweepOptions, 'entries' | 'findCalendar'>): Promise<ParsedEntry[]> {
  return onCalendars(entries, findCalendar)
}

function claim(db: Db, entry: ParsedEntry, { run, skip }: DueSlots): Promise<Tick[]> {
  const { task } = entry
  const by = `${hostname()} ${process.pid}`
  const instants = (slots: readonly number[]) => slots.map((ms) => new Date(ms))
  return db.transaction().execute(async (trx) => {
    await claimSlots(trx, { task, slots: instants(skip), outcome: 'skipped', by })
    const claimed = await claimSlots(trx, { task, slots: instants(run), outcome: 'claimed', by })
    const ticks: Tick[] = []
    for (const slot of claimed) ticks.push(await enqueueTick(trx, entry, slot))
    return ticks
  })
}

async function enqueueTick(
  trx: Db,
  { task, rule, options }: ParsedEntry,
  slot: Date,
): Promise<Tick> {
  const { id: jobId } = await enqueueJob(trx, {
    task,
    key: `${task} ${slot.toISOString()}`,
    payload: { ...options, date: dateOfSlot(rule, slot.getTime()) },
    scheduled: task,
    slot,
  })
  await jobOfSlot(trx, { task, slot, jobId })
  return { task, slot, jobId }
}
