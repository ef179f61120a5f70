import { createTask } from 'node-cron'
import { describe, expect, it } from 'vitest'
import { parseRule } from '../../../../jobs/schedule/parse-rule.js'
import type { Rule } from '../../../../jobs/schedule/rule.js'
import { dateOfSlot, nextSlot, slotsBetween } from '../../../../jobs/schedule/slots.js'

const NEW_YORK = 'America/New_York'

function slots(rule: Partial<Rule> & { cron: string }, from: string, to: string): string[] {
  const parsed = parseRule({ timeZone: NEW_YORK, ...rule })
  return slotsBetween(parsed, Date.parse(`${from}Z`), Date.parse(`${to}Z`)).map((ms) =>
    new Date(ms).toISOString().slice(5, 16),
  )
}

describe('slots of a rule', () => {
  it('follow the cron fields in local time of the zone', () => {
    expect(slots({ cron: '30 18 * * 1-5' }, '2026-01-02T00:00', '2026-01-07T00:00')).toEqual([
      '01-02T23:30',
      '01-05T23:30',
      '01-06T23:30',
    ])
  })

  it('are after the first instant and up to the last', () => {
    const hourly = { cron: '0 * * * *', timeZone: 'UTC' }
    expect(slots(hourly, '2026-01-02T10:00', '2026-01-02T12:00')).toEqual([
      '01-02T11:00',
      '01-02T12:00',
    ])
  })

  it('may have a field of seconds', () => {
    const rule = parseRule({ cron: '*/20 * * * * *', timeZone: 'UTC' })
    expect(slotsBetween(rule, 0, 60_000)).toEqual([20_000, 40_000, 60_000])
  })

  it('are the newest where their number is limited', () => {
    const rule = parseRule({ cron: '* * * * *', timeZone: 'UTC' })
    expect(slotsBetween(rule, 0, 600_000, 2)).toEqual([540_000, 600_000])
  })

  it('agree with node-cron on ordinary days', () => {
    const cron = '15,45 9-11 * * 1,3'
    const task = createTask(cron, () => {}, { timezone: NEW_YORK })
    const theirs = task.getNextRuns(20).map((date) => date.getTime())
    const rule = parseRule({ cron, timeZone: NEW_YORK })
    expect(slotsBetween(rule, Date.now(), theirs[19])).toEqual(theirs)
  })
})

describe('when the clocks go forward (8 March 2026, 02:00 to 03:00)', () => {
  const day = ['2026-03-08T05:00', '2026-03-09T03:59'] as const

  it('a skipped local time is due once, after the jump', () => {
    expect(slots({ cron: '30 2 * * *' }, ...day)).toEqual(['03-08T07:30'])
  })

  it('a later local time is due once, an hour earlier in UTC', () => {
    expect(slots({ cron: '0 18 * * *' }, '2026-03-07T00:00', '2026-03-10T00:00')).toEqual([
      '03-07T23:00',
      '03-08T22:00',
      '03-09T22:00',
    ])
  })

  it('an hourly rule is due 23 times that day, an hour apart', () => {
    const found = slots({ cron: '0 * * * *' }, '2026-03-08T04:59', '2026-03-09T03:59')
    expect(found).toHaveLength(23)
    expect(found.slice(0, 4)).toEqual(['03-08T05:00', '03-08T06:00', '03-08T07:00', '03-08T08:00'])
  })

  it('two times at the same instant are one slot', () => {
    expect(slots({ cron: '30 2,3 * * *' }, ...day)).toEqual(['03-08T07:30'])
  })
})

describe('when the clocks go back (1 November 2026, 02:00 to 01:00)', () => {
  it('a repeated local time is due only the first time', () => {
    expect(slots({ cron: '30 1 * * *' }, '2026-11-01T04:00', '2026-11-02T04:59')).toEqual([
      '11-01T05:30',
    ])
  })

  it('an hourly rule is due 25 times that day, an hour apart', () => {
    const found = slots({ cron: '0 * * * *' }, '2026-11-01T03:59', '2026-11-02T04:59')
    expect(found).toHaveLength(25)
    expect(new Set(found).size).toBe(25)
  })
})

describe('slots of an exchange', () => {
  const close = { cron: '30 16 * * *', exchange: 'NYSE', followsClose: true } as const

  it('are absent on holidays and weekends', () => {
    expect(slots(close, '2026-07-01T00:00', '2026-07-07T00:00')).toEqual([
      '07-01T20:30',
      '07-02T20:30',
      '07-06T20:30',
    ])
  })

  it('after the close are three hours earlier on a half day', () => {
    expect(slots(close, '2026-11-25T00:00', '2026-11-30T00:00')).toEqual([
      '11-25T21:30',
      '11-27T18:30',
    ])
  })
})

describe('a rule', () => {
  it('gives the local date of its slot', () => {
    const rule = parseRule({ cron: '0 20 * * *', timeZone: NEW_YORK })
    expect(dateOfSlot(rule, Date.parse('2026-01-03T01:00Z'))).toBe('2026-01-02')
  })

  it('finds a next slot years ahead', () => {
    const rule = parseRule({ cron: '0 0 29 2 *', timeZone: 'UTC' })
    expect(nextSlot(rule, Date.parse('2026-01-01T00:00Z'))).toBe(Date.parse('2028-02-29T00:00Z'))
  })

  it.each([
    [{ cron: '99 * * * *' }, /"99 \* \* \* \*": 99 is a/],
    [{ cron: '0 0 30 2 *' }, /impossible day of month/],
    [{ cron: '0 0 25 12 *', exchange: 'NYSE' as const }, /names no date that exists/],
    [{ cron: '0 0 L * *' }, /L is not supported/],
    [{ cron: '0 0 * * *', timeZone: 'Mars/Base' }, /"Mars\/Base" is unknown/],
  ])('that is invalid is refused: %o', (rule, message) => {
    expect(() => parseRule({ timeZone: NEW_YORK, ...rule })).toThrow(message)
  })
})

describe('over two years', () => {
  const YEARS = [Date.parse('2025-01-01T00:00Z'), Date.parse('2027-01-01T00:00Z')] as const

  it.each([
    ['America/New_York', '0 18 * * *', 730],
    ['America/New_York', '0 * * * *', 17_520],
    ['Asia/Tokyo', '30 2 * * 1-5', 522],
    ['Australia/Lord_Howe', '*/15 * * * *', 70_080],
  ])('%s has every slot of %s, across its clock changes', (timeZone, cron, count) => {
    const rule = parseRule({ cron, timeZone })
    const found = slotsBetween(rule, ...YEARS)
    expect(found).toHaveLength(count)
    expect(found).toEqual([...new Set(found)].sort((a, b) => a - b))
  })
})
