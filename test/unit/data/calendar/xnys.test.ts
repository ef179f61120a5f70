import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import {
  isSession,
  lastSessionOfYear,
  nextSession,
  previousSession,
  sessionsBetween,
} from '../../../../src/data/calendar/xnys.js'
import { sharedData } from '../../../_util/shared-data.js'

describe('holidays', () => {
  it.each([
    ['2020-01-01', 'New Year'],
    ['2023-01-02', 'New Year on a Sunday, kept on Monday'],
    ['1998-01-19', 'the first Martin Luther King Day'],
    ['1971-02-15', "the first Washington's birthday on a Monday"],
    ['1970-02-23', "Washington's birthday on a Sunday"],
    ['2020-04-10', 'Good Friday'],
    ['2000-04-21', 'Good Friday'],
    ['2038-04-23', 'Good Friday, late'],
    ['2049-04-16', 'Good Friday'],
    ['2021-05-31', 'Memorial Day'],
    ['2022-06-20', 'the first Juneteenth, on a Sunday'],
    ['2027-06-18', 'Juneteenth on a Saturday'],
    ['2020-07-03', 'Independence Day on a Saturday'],
    ['2021-07-05', 'Independence Day on a Sunday'],
    ['2020-09-07', 'Labor Day'],
    ['2020-11-26', 'Thanksgiving'],
    ['2021-12-24', 'Christmas on a Saturday'],
    ['1966-11-08', 'election day of a year without a president to elect'],
    ['1980-11-04', 'the last presidential election day'],
    ['2001-09-13', 'a special closing'],
    ['2025-01-09', 'a special closing'],
    ['2020-08-01', 'a Saturday'],
    ['2020-08-02', 'a Sunday'],
  ])('%s is closed: %s', (date) => expect(isSession(date)).toBe(false))

  it.each([
    ['1999-12-31', 'before a New Year on a Saturday'],
    ['2021-12-31', 'before a New Year on a Saturday'],
    ['1997-01-20', 'Martin Luther King Day is not kept yet'],
    ['2021-06-18', 'Juneteenth is not kept yet'],
    ['1970-05-29', 'before a Memorial Day on a Saturday, that year'],
    ['1984-11-06', 'election days are open again'],
    ['2019-11-29', 'an early close'],
  ])('%s is open: %s', (date) => expect(isSession(date)).toBe(true))
})

describe('sessions around a date', () => {
  it('step over weekends and holidays', () => {
    expect(nextSession('2020-12-31')).toBe('2021-01-04')
    expect(nextSession('2020-12-24')).toBe('2020-12-28')
    expect(previousSession('2001-09-17')).toBe('2001-09-10')
  })

  it('include the last session of a year', () => {
    expect(lastSessionOfYear(2021)).toBe('2021-12-31')
    expect(lastSessionOfYear(2022)).toBe('2022-12-30')
  })

  it('include both ends of a range, and are none for an empty one', () => {
    expect(sessionsBetween('2019-12-30', '2020-01-04')).toEqual([
      '2019-12-30',
      '2019-12-31',
      '2020-01-02',
      '2020-01-03',
    ])
    expect(sessionsBetween('2020-01-04', '2020-01-05')).toEqual([])
    expect(sessionsBetween('2020-01-06', '2020-01-03')).toEqual([])
  })

  it('number 250 to 253 in an ordinary year to 2050', () => {
    for (let year = 2013; year <= 2050; year++) {
      const { length } = sessionsBetween(`${year}-01-01`, `${year}-12-31`)
      expect(length).toBeGreaterThanOrEqual(249)
      expect(length).toBeLessThanOrEqual(253)
    }
  })
})

describe('real dates', () => {
  it.each(['ff_daily', 'us_sp500_2000_2020'])('agree exactly: %s', (name) => {
    const dates = datesOf(`${name}.csv.gz`)
    if (!dates) return
    expect(dates).toEqual(sessionsBetween(dates[0], dates[dates.length - 1]))
  })

  it('agree from 1962 except for one date with stale rows', () => {
    const dates = datesOf('dj30_adjclose_1962_2015.csv.gz')
    if (!dates) return
    const sessions = sessionsBetween('1962-01-02', '2015-12-31')
    expect(dates.filter((date) => date !== '1985-09-27')).toEqual(sessions)
  })
})

function datesOf(file: string): string[] | undefined {
  const path = sharedData(file)
  if (!path) return undefined
  const text = gunzipSync(readFileSync(path)).toString()
  return [...new Set(text.match(/^\d{4}-\d{2}-\d{2}/gm))].sort()
}
