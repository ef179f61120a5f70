import { toUtcMs } from '../../lib/dates.js'
import { isSession, previousSession } from './xnys.js'

/** Hours between a half day's close and the regular close at 16:00 New York time. */
export const EARLY_CLOSE_HOURS = 3

const FRIDAY = 5

/**
 * Whether the New York Stock Exchange plans to close at 13:00, by the rules since 1993: the
 * session after Thanksgiving, 3 July and Christmas Eve, where they are sessions.
 */
export function closesEarly(date: string): boolean {
  if (!isSession(date)) return false
  const monthDay = date.slice(5)
  if (monthDay === '12-24' || monthDay === '07-03') return true
  return monthDay >= '11-23' && monthDay <= '11-29' && isDayAfterThanksgiving(date)
}

/** A Friday whose Thursday, the day before it, was a holiday. */
function isDayAfterThanksgiving(date: string): boolean {
  const days = (toUtcMs(date) - toUtcMs(previousSession(date))) / 86_400_000
  return new Date(toUtcMs(date)).getUTCDay() === FRIDAY && days === 2
}
