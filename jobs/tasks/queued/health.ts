import {
  type CalendarRule,
  calendarOf,
  sessionsBetween,
} from '../../../src/data/calendar/calendar.js'
import { listDatasets } from '../../../src/store/datasets.js'
import { enqueueAlert } from '../../../src/store/jobs/alerts.js'
import type { JobContext, JobTask } from '../../queue/job-task.js'

/** Checks that the data are recent enough, and sends an alert where they are not. */
export const healthTask: JobTask = { run, retries: 2 }

const MAX_AGE_SESSIONS = 1

async function run({ session, settings, job }: JobContext): Promise<string> {
  const { db } = session
  const { date, dataset: named } = job.payload as {
    readonly date: string
    readonly dataset?: string
  }
  const wanted = named ?? settings.dataset
  const dataset = (await listDatasets(db)).find(({ name, isDefault }) =>
    wanted === undefined ? isDefault : name === wanted,
  )
  if (!dataset) return 'there is no dataset yet'
  const { name, lastDate, calendar } = dataset
  const age = sessionsSince(calendar, lastDate, date)
  const most = settings.alerts?.maxAgeSessions ?? MAX_AGE_SESSIONS
  if (age <= most)
    return `${name} ends on ${lastDate}: ${age} sessions are missing, ${most} allowed`
  await enqueueAlert(db, settings.alerts, {
    kind: 'data-old',
    text: `residua: ${name} ends on ${lastDate}: ${age} sessions are missing on ${date}`,
    remedy: 'check whether daily files arrive, and how they were handled: residua jobs',
    details: { dataset: name, lastDate, date, missingSessions: age },
  })
  return `${name} is old: it ends on ${lastDate}, ${age} sessions before ${date}`
}

/** Sessions after `lastDate` that were over before `date` began. */
export function sessionsSince(calendar: CalendarRule, lastDate: string, date: string): number {
  const sessions = sessionsBetween(calendarOf(calendar), lastDate, date)
  return sessions.filter((day) => day > lastDate && day < date).length
}
