import { z } from 'zod'
import { UserError } from '../../src/lib/errors.js'
import type { CatchUp } from './due.js'
import { type ParsedRule, parseRule, type Rule } from './rule.js'

/** One line of the schedule: which task, when, and what becomes of ticks that nobody was there for. */
export interface ScheduleEntry extends Rule {
  readonly catchUp: CatchUp
  /** Handed to the task. */
  readonly options: Readonly<Record<string, unknown>>
}

export interface ParsedEntry {
  readonly task: ScheduledTask
  readonly rule: ParsedRule
  readonly catchUp: CatchUp
  readonly options: Readonly<Record<string, unknown>>
}

const NEW_YORK = 'America/New_York'

/**
 * What runs unattended. `residua.config.json` may change any of it, or turn an entry off with
 * `false`. Times are those of the exchange: on a half day what follows the close comes as much
 * earlier, on a holiday it does not come.
 */
export const SCHEDULE = {
  /** New daily files of the watched folder. */
  ingest: entry({ cron: '*/15 * * * *', catchUp: 'latest' }),
  /** New dates of the live window, and the next date's book; waits for the session's file. */
  score: entry({ cron: '0 18 * * *', ...session(), catchUp: 'latest' }),
  /** A window whose test year has begun, and windows whose data were restated. */
  refit: entry({ cron: '0 20 * * *', ...session(), catchUp: 'latest' }),
  /** Versions and finished jobs that nobody needs any more. */
  prune: entry({ cron: '30 3 * * 0', catchUp: 'latest' }),
  /** Whether the data are as new as they should be. */
  health: entry({ cron: '0 * * * *', catchUp: 'none' }),
} as const satisfies Record<string, ScheduleEntry>

export type ScheduledTask = keyof typeof SCHEDULE

export const SCHEDULED_TASKS = Object.keys(SCHEDULE) as ScheduledTask[]

const override = z.union([
  z.literal(false),
  z.strictObject({
    cron: z.string().optional(),
    timeZone: z.string().optional(),
    exchange: z.union([z.literal('NYSE'), z.null()]).optional(),
    followsClose: z.boolean().optional(),
    catchUp: z.enum(['all', 'latest', 'none']).optional(),
    options: z.record(z.string(), z.unknown()).optional(),
  }),
])

/** What the settings file may say of each entry. */
export const scheduleSettings = z.partialRecord(
  z.enum(SCHEDULED_TASKS as [ScheduledTask, ...ScheduledTask[]]),
  override,
)

export type ScheduleSettings = z.infer<typeof scheduleSettings>

/** The schedule as it is to be kept. */
export function scheduleOf(settings: ScheduleSettings = {}): ParsedEntry[] {
  return SCHEDULED_TASKS.flatMap((task) => {
    const changed = settings[task]
    return changed === false ? [] : [parseEntry(task, { ...SCHEDULE[task], ...changed })]
  })
}

export function isScheduledTask(name: string): name is ScheduledTask {
  return Object.hasOwn(SCHEDULE, name)
}

function parseEntry(
  task: ScheduledTask,
  {
    catchUp,
    options,
    exchange,
    ...rule
  }: Omit<ScheduleEntry, 'exchange'> & { exchange?: 'NYSE' | null },
): ParsedEntry {
  if (rule.followsClose && !exchange) {
    throw new UserError(
      `schedule.${task}: followsClose needs an exchange: write "exchange": "NYSE"`,
    )
  }
  const parsed = parseRule({ ...rule, ...(exchange && { exchange }) }, `schedule.${task}`)
  return { task, rule: parsed, catchUp, options }
}

function entry(
  line: Partial<ScheduleEntry> & Pick<ScheduleEntry, 'cron' | 'catchUp'>,
): ScheduleEntry {
  return { timeZone: NEW_YORK, options: {}, ...line }
}

function session() {
  return { exchange: 'NYSE', followsClose: true } as const
}
