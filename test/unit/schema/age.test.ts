import { expect, it } from 'vitest'
import { sessionsStrictlyBetween } from '../../../schema/catalogue/age.js'
import { inferCalendar } from '../../../src/data/calendar/infer.js'
import { sessionsOf } from '../../_util/exchange-calendars.js'

it.each([
  ['2020-12-31', '2020-12-31', 0],
  ['2020-12-31', '2021-01-01', 0],
  ['2020-12-31', '2021-01-04', 0], // New Year on a Friday
  ['2020-12-31', '2021-01-05', 1],
  ['2021-01-01', '2021-01-04', 0], // a weekend
  ['2021-01-04', '2021-01-11', 4],
])('sessions of New York after %s and before %s: %i', (after, before, count) => {
  expect(sessionsStrictlyBetween(undefined, after, before)).toBe(count)
})

it('counts the Sundays of an exchange that opens on them', () => {
  const calendar = inferCalendar(sessionsOf('saudi', '2019-01-01', '2020-12-24'))
  expect(sessionsStrictlyBetween(calendar, '2020-12-24', '2020-12-29')).toBe(2)
})
