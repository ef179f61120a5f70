import type { CalendarRule } from './calendar.js'

const NAMES = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']

/** A calendar in a few words: `inferred (Sunday, Monday, …; 250 dates a year)`. */
export function describeCalendar({ name, datesPerYear, days }: CalendarRule): string {
  const perYear = `${datesPerYear} dates a year`
  return days === undefined
    ? `${name} (${perYear})`
    : `${name} (${daysText(days.weekdays)}; ${perYear})`
}

export function daysText(weekdays: readonly number[]): string {
  if (weekdays.length === 7) return 'every day'
  if (weekdays.length === 1) return `weekly, on ${NAMES[weekdays[0] ?? 0]}`
  const isRun = weekdays.every((day, k) => k === 0 || day === (weekdays[k - 1] ?? 0) + 1)
  const names = weekdays.map((day) => NAMES[day])
  return isRun ? `${names[0]} to ${names.at(-1)}` : names.join(', ')
}
