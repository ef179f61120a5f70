import { z } from 'zod'
import { UserError } from '../../src/lib/errors.js'
import type { CatchUp } from './due.js'
import { parseRule } from './parse-rule.js'
import type { ParsedRule, Rule } from './rule.js'

/** One entry of the schedule: when its task is due, and what happens to ticks that were missed. */
export interface ScheduleEntry extends Rule {
  readonly catchUp: CatchUp
  /** Payload of the task's jobs. */
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
 * The default schedule. `residua.config.json` may change each entry, or turn it off with `false`.
 * Entries for sessions are due on those of their dataset's calendar; on half days of New York they are
 * earlier.
 */
const SCHEDULE = {
  /** Ingests new daily files of the inbox. */
  ingest: entry({ cron: '*/15 * * * *', catchUp: 'latest' }),
  /** Scores new dates of the live split and decides the next book; retried until the file is there. */
  score: entry({ cron: '0 18 * * *', ...session(), catchUp: 'latest' }),
  /** Trains the split of a test year that has begun, and splits whose data were restated. */
  refit: entry({ cron: '0 20 * * *', ...session(), catchUp: 'latest' }),
  /** Removes old versions and finished jobs. */
  prune: entry({ cron: '30 3 * * 0', catchUp: 'latest' }),
  /** Checks that the data are recent enough. */
  health: entry({ cron: '0 * * * *', catchUp: 'none' }),
} as const satisfies Record<string, ScheduleEntry>

export type ScheduledTask = keyof typeof SCHEDULE

export const SCHEDULED_TASKS = Object.keys(SCHEDULE) as ScheduledTask[]

const override = z.union([
  z.literal(false),
  z.strictObject({
    cron: z.string().optional(),
    timeZone: z.string().optional(),
    exchange: z.union([z.enum(['NYSE', 'dataset']), z.null()]).optional(),
    followsClose: z.boolean().optional(),
    catchUp: z.enum(['all', 'latest', 'none']).optional(),
    options: z.record(z.string(), z.unknown()).optional(),
  }),
])

/** The overrides of each entry in the settings file. */
export const scheduleSettings = z.partialRecord(
  z.enum(SCHEDULED_TASKS as [ScheduledTask, ...ScheduledTask[]]),
  override,
)

export type ScheduleSettings = z.infer<typeof scheduleSettings>

/** The entries of the schedule that are on, with the overrides of the settings. */
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
  }: Omit<ScheduleEntry, 'exchange'> & { exchange?: string | null },
): ParsedEntry {
  if (rule.followsClose && !exchange) {
    throw new UserError(
      `schedule.${task}: followsClose needs an exchange: write "exchange": "dataset"`,
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
  return { exchange: 'dataset', followsClose: true } as const
}
