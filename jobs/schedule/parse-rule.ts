import { validateDetailed } from 'node-cron'
import { UserError } from '../../src/lib/errors.js'
import type { ParsedRule, Rule } from './rule.js'
import { nextSlot } from './slots.js'
import { HOUR_MS, isTimeZone } from './zone.js'

const MINUTE_MS = 60_000
const SECOND_MS = 1000

/** Checks a rule and parses its fields. `where` names its place in the settings, for messages. */
export function parseRule(rule: Rule, where = 'schedule'): ParsedRule {
  assertTimeZone(rule, where)
  const { second, minute, hour, dayOfMonth, month, dayOfWeek } = fieldsOf(rule, where)
  const parsed = {
    ...rule,
    months: new Set(month),
    monthDays: new Set(numbers(dayOfMonth, rule.cron, where)),
    weekDays: new Set(numbers(dayOfWeek, rule.cron, where).map((day) => day % 7)),
    times: timesOf({ hour, minute, second }),
    hourly: hour.length === 24,
  }
  if (nextSlot(parsed, 0) === undefined) {
    throw new UserError(`${where}: cron ${JSON.stringify(rule.cron)} names no date that exists`)
  }
  return parsed
}

function assertTimeZone({ timeZone }: Rule, where: string): void {
  if (isTimeZone(timeZone)) return
  throw new UserError(
    `${where}: time zone ${JSON.stringify(timeZone)} is unknown: write one like America/New_York`,
  )
}

/** Times of day in milliseconds, ascending. */
function timesOf(fields: {
  readonly hour: readonly number[]
  readonly minute: readonly number[]
  readonly second: readonly number[]
}): number[] {
  return fields.hour
    .flatMap((hour) =>
      fields.minute.flatMap((minute) =>
        fields.second.map((second) => hour * HOUR_MS + minute * MINUTE_MS + second * SECOND_MS),
      ),
    )
    .sort((a, b) => a - b)
}

function fieldsOf({ cron }: Rule, where: string) {
  const { valid, errors, fields } = validateDetailed(cron)
  if (valid && fields) return fields
  const reason = errors.map(({ message }) => message).join('; ')
  throw new UserError(
    `${where}: cron ${JSON.stringify(cron)}: ${reason}; write e.g. "30 18 * * 1-5"`,
  )
}

function numbers(field: readonly (number | string)[], cron: string, where: string): number[] {
  return field.map((value) => {
    if (typeof value === 'number') return value
    throw new UserError(`${where}: cron ${JSON.stringify(cron)}: ${value} is not supported`)
  })
}
