import { saveSchedule } from '../../src/store/jobs/schedule-entries.js'
import { databaseTime } from '../../src/store/jobs/slots.js'
import type { ParsedEntry } from '../schedule/schedule.js'
import { nextSlot } from '../schedule/slots.js'
import type { Db } from '../session/session.js'
import { dueEntries, type SweepOptions } from './sweep.js'

/** Stores when each entry is due next, for `residua jobs` and the API. */
export async function announce(
  db: Db,
  { now = () => databaseTime(db), ...options }: SweepOptions,
): Promise<void> {
  const entries = await dueEntries(options)
  const nowMs = (await now()).getTime()
  await saveSchedule(
    db,
    entries.map((entry) => announcementOf(entry, nowMs)),
  )
}

function announcementOf({ task, rule, catchUp }: ParsedEntry, nowMs: number) {
  const { cron, timeZone, exchange = null } = rule
  const next = nextSlot(rule, nowMs)
  const nextDate = next === undefined ? null : new Date(next)
  return { task, cron, timeZone, exchange, catchUp, nextSlot: nextDate }
}
