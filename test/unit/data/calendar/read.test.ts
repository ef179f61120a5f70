import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { calendarOf, nextSession, XNYS } from '../../../../src/data/calendar/calendar.js'
import { readCalendar } from '../../../../src/data/calendar/read.js'
import { sessionsOf } from '../../../_util/exchange-calendars.js'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'residua-calendar-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function file(name: string, lines: readonly string[]): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, lines.join('\n'))
  return path
}

const sessions = sessionsOf('shanghai', '2019-01-02', '2020-12-31')

it.each([
  ['one date a line', (date: string) => date],
  ['an index of pandas with times', (date: string) => `${date} 00:00:00`],
  [
    'a schedule of pandas_market_calendars',
    (date: string) => `${date},${date} 01:30:00+00:00,${date} 07:00:00+00:00`,
  ],
  ['a numbered column', (date: string) => `12,${date}`],
])('reads %s', async (_, line) => {
  const path = await file('xshg.csv', ['session', ...sessions.map(line), ''])
  const rule = await readCalendar(path)
  expect(rule).toMatchObject({ name: 'xshg.csv', named: true, datesPerYear: 244 })
  const calendar = calendarOf(rule)
  expect(sessions.every(calendar.isSession)).toBe(true)
  expect(nextSession(calendar, '2020-09-30')).toBe('2020-10-09')
})

it('reads a printed DatetimeIndex, and refuses a shortened one', async () => {
  const printed = (dates: readonly string[]) =>
    `DatetimeIndex([${dates.map((date) => `'${date}'`).join(', ')}], dtype='datetime64[ns]')`
  const rule = await readCalendar(await file('index.txt', [printed(sessions)]))
  expect(calendarOf(rule).isSession('2020-10-05')).toBe(false)
  const cut = await file('cut.txt', [`DatetimeIndex(['2019-01-02', ... '2020-12-31'])`])
  await expect(readCalendar(cut)).rejects.toThrow('shortened print')
})

it('names New York, weekdays and weekdays with closings', async () => {
  expect(await readCalendar('XNYS')).toEqual({ ...XNYS, named: true })
  const plain = await readCalendar('weekdays')
  expect(nextSession(calendarOf(plain), '2020-12-24')).toBe('2020-12-25')
  const closed = await readCalendar('weekdays:2020-12-25,2020-12-28')
  expect(nextSession(calendarOf(closed), '2020-12-24')).toBe('2020-12-29')
  const path = await file('closings.csv', ['2020-12-25', '2020-12-28'])
  expect(await readCalendar(`weekdays:${path}`)).toEqual(closed)
})

it('names the file and line of what is no date', async () => {
  const path = await file('bad.csv', ['date', '2020-01-02', '03/01/2020'])
  await expect(readCalendar(path)).rejects.toThrow(/bad\.csv, line 3: "03\/01\/2020"/)
  await expect(readCalendar(join(folder, 'none.csv'))).rejects.toThrow(/cannot be read/)
})
