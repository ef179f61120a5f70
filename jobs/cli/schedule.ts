import type { Command } from 'commander'
import { withSession } from '../session/open.js'
import { readSettings } from '../session/settings.js'
import { note, print, printJson } from '../session/terminal.js'
import { table } from './show/table.js'

interface ScheduleFlags {
  readonly list?: boolean
  readonly once?: boolean
  readonly json?: boolean
}

export function scheduleCommand(program: Command): void {
  program
    .command('schedule')
    .description('run the schedule: put each task into the queue when it is due')
    .option('--list', 'print the schedule and the next ticks, and stop')
    .option('--once', 'enqueue what is due now, and stop')
    .option('--json', 'with --list or --once: print JSON')
    .addHelpText(
      'after',
      `
Any number may run, on any machines: each tick becomes one job. Ticks that were missed while none
ran are caught up as the entry's "catchUp" sets. Change entries under "schedule" in
residua.config.json. residua worker runs the jobs.

Example:
  residua schedule --list`,
    )
    .action(runSchedule)
}

async function runSchedule({ list, once, json }: ScheduleFlags): Promise<void> {
  const { scheduleOf } = await import('../schedule/schedule.js')
  const settings = readSettings()
  const entries = scheduleOf(settings.schedule)
  if (list) return printSchedule(entries, json)
  const { announce } = await import('../scheduler/announce.js')
  const { datasetCalendar } = await import('../scheduler/dataset-calendar.js')
  const { runScheduler } = await import('../scheduler/scheduler.js')
  const { sweep } = await import('../scheduler/sweep.js')
  const { installQueue } = await import('../queue/install.js')
  const onTick = ({ task, slot, jobId }: { task: string; slot: Date; jobId: number }) =>
    note(`${task} of ${slot.toISOString()}: job ${jobId}`)
  await withSession(
    async (session) => {
      await installQueue(session)
      const findCalendar = datasetCalendar(session.db, settings.dataset)
      if (once) {
        const ticks = await sweep(session.db, { entries, findCalendar, onTick })
        await announce(session.db, { entries, findCalendar })
        return json ? printJson(ticks) : print(`${ticks.length} due.`)
      }
      note(`Running the schedule: ${entries.map(({ task }) => task).join(', ')}. Ctrl-C stops it.`)
      const onError = (error: Error) =>
        note(`the sweep failed and is repeated within a minute: ${error.message}`)
      const { signal } = session
      await runScheduler(session.db, { entries, findCalendar, signal, onTick, onError })
      note('Stopped.')
    },
    { stopsItself: true },
  )
}

type Entries = ReturnType<typeof import('../schedule/schedule.js').scheduleOf>

async function printSchedule(entries: Entries, json?: boolean): Promise<void> {
  const { nextSlot } = await import('../schedule/slots.js')
  const rows = entries.map(({ task, rule, catchUp, options }) => {
    const next = nextSlot(rule, Date.now())
    const { cron, timeZone, exchange = null, followsClose = false } = rule
    return {
      task,
      cron,
      timeZone,
      exchange,
      followsClose,
      catchUp,
      options,
      next: next === undefined ? null : new Date(next).toISOString(),
    }
  })
  if (json) return printJson(rows)
  print(
    table(
      ['task', 'cron', 'time zone', 'days', 'missed', 'next (UTC)'].map((title) => ({ title })),
      rows.map((row) => [
        row.task,
        row.cron,
        row.timeZone,
        row.exchange ? `${row.exchange}${row.followsClose ? ', with the close' : ''}` : 'all',
        row.catchUp,
        row.next?.slice(0, 16).replace('T', ' ') ?? '–',
      ]),
    ),
  )
}
