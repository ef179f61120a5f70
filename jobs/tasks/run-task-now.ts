import { first } from '../../src/lib/at.js'
import { isIsoDate } from '../../src/lib/dates.js'
import { UserError } from '../../src/lib/errors.js'
import { didYouMean } from '../../src/lib/nearest-name.js'
import { type Enqueued, enqueueJob } from '../../src/store/jobs/enqueue.js'
import { databaseTime } from '../../src/store/jobs/slots.js'
import {
  isScheduledTask,
  SCHEDULED_TASKS,
  type ScheduleSettings,
  scheduleOf,
} from '../schedule/schedule.js'
import { dateOfSlot } from '../schedule/slots.js'
import type { Db } from '../session/session.js'

export interface TaskNow {
  readonly task: string
  /** Today in the time zone of the entry where left out. */
  readonly date?: string
  readonly schedule?: ScheduleSettings
}

/** Puts a task of the schedule into the queue, with the options of its entry, even where it is off. */
export async function runTaskNow(db: Db, { task, date, schedule }: TaskNow): Promise<Enqueued> {
  if (!isScheduledTask(task)) {
    const near = didYouMean(task, SCHEDULED_TASKS)
    throw new UserError(`task ${task} is unknown; have: ${SCHEDULED_TASKS.join(', ')}${near}`)
  }
  if (date !== undefined && !isIsoDate(date)) {
    throw new UserError(`--date ${date} is not a date: write it as 2020-12-31`)
  }
  const entry = first(
    scheduleOf({ ...schedule, [task]: schedule?.[task] || {} }).filter((one) => one.task === task),
  )
  const today = dateOfSlot(entry.rule, (await databaseTime(db)).getTime())
  return enqueueJob(db, {
    task,
    key: `${task} by hand`,
    payload: { ...entry.options, date: date ?? today },
  })
}
