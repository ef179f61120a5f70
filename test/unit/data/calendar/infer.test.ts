import { expect, it } from 'vitest'
import { calendarOf, nextSession, XNYS } from '../../../../src/data/calendar/calendar.js'
import { describeCalendar } from '../../../../src/data/calendar/describe.js'
import { missingSessions, sessionNumbers } from '../../../../src/data/calendar/gaps.js'
import { inferCalendar } from '../../../../src/data/calendar/infer.js'
import { sessionsBetween } from '../../../../src/data/calendar/xnys.js'
import { type ExchangeName, sessionsOf } from '../../../_util/exchange-calendars.js'

const nyse = sessionsBetween('2018-01-02', '2020-12-31')

it('is that of New York for its sessions, a stray date included', () => {
  expect(inferCalendar(nyse)).toBe(XNYS)
  expect(inferCalendar([...nyse, '2019-07-04'].sort())).toBe(XNYS)
  expect(inferCalendar(nyse.slice(-20))).toBe(XNYS)
  expect(inferCalendar(nyse.slice(-3))).toBe(XNYS)
})

it.each([
  ['saudi', '2020-12-24', '2020-12-27', 'inferred (Sunday to Thursday; 251 dates a year)'],
  ['shanghai', '2020-07-03', '2020-07-06', 'inferred (Monday to Friday; 242 dates a year)'],
  ['india', '2020-12-31', '2021-01-01', 'inferred (Monday to Friday; 254 dates a year)'],
  ['hongKong', '2020-12-24', '2020-12-28', 'inferred (Monday to Friday; 247 dates a year)'],
  ['crypto', '2020-12-31', '2021-01-01', 'inferred (every day; 365 dates a year)'],
] as [ExchangeName, string, string, string][])(
  'of %s after %s expects %s',
  (name, last, next, text) => {
    const rule = inferCalendar(sessionsOf(name, '2018-01-01', last))
    expect(nextSession(calendarOf(rule), last)).toBe(next)
    expect(describeCalendar(rule)).toBe(text)
  },
)

it('keeps the closings of every year, fixed ones and those around Easter', () => {
  const { days } = inferCalendar(sessionsOf('hongKong', '2018-01-01', '2020-12-31'))
  expect(days).toMatchObject({ easter: [-2, 1] })
  expect(days?.yearly).toEqual(expect.arrayContaining(['01-01', '05-01', '10-01', '12-25']))
})

it('of weekly data has one day of the week and 52 dates a year', () => {
  const fridays = sessionsOf('crypto', '2018-01-05', '2020-12-25').filter((_, k) => k % 7 === 0)
  const rule = inferCalendar(fridays.map((date) => (date === '2020-12-25' ? '2020-12-24' : date)))
  expect(describeCalendar(rule)).toBe('inferred (weekly, on Friday; 52 dates a year)')
  expect(nextSession(calendarOf(rule), '2020-12-24')).toBe('2020-12-25')
})

it('counts one session over a golden week, and every session of a month without rows', () => {
  const dates = sessionsOf('shanghai', '2019-01-02', '2020-12-31')
  const rule = inferCalendar(dates)
  expect(missingSessions(rule, dates)).toEqual([])
  expect(sessionNumbers(rule, dates).at(-1)).toBe(dates.length - 1)
  const without = dates.filter((date) => !date.startsWith('2020-03'))
  const [march, ...others] = missingSessions(inferCalendar(without), without)
  expect(others).toEqual([])
  expect(march).toMatchObject({ before: '2020-02-28', after: '2020-04-01' })
  expect(march?.sessions).toHaveLength(22)
})

it('of New York misses every session without rows', () => {
  const without = nyse.filter((date) => date < '2020-03-02' || date > '2020-03-04')
  expect(missingSessions(XNYS, without)).toEqual([
    {
      before: '2020-02-28',
      after: '2020-03-05',
      sessions: ['2020-03-02', '2020-03-03', '2020-03-04'],
    },
  ])
})
