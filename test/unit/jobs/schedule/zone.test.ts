import { describe, expect, it } from 'vitest'
import {
  instantOf,
  instantsOf,
  isTimeZone,
  offsetOfDay,
  wallClock,
} from '../../../../jobs/schedule/zone.js'

const NEW_YORK = 'America/New_York'
const utc = (text: string) => Date.parse(`${text}Z`)
const iso = (ms: number) => new Date(ms).toISOString().slice(0, 16)

describe('the clock of a zone', () => {
  it('shows local time', () => {
    expect(iso(wallClock(utc('2026-01-15T12:00'), NEW_YORK))).toBe('2026-01-15T07:00')
    expect(iso(wallClock(utc('2026-07-15T12:00'), NEW_YORK))).toBe('2026-07-15T08:00')
    expect(iso(wallClock(utc('2026-07-15T12:00'), 'Asia/Kolkata'))).toBe('2026-07-15T17:30')
  })

  it('repeats an hour when it is set back', () => {
    expect(instantsOf(utc('2026-11-01T01:30'), NEW_YORK).map(iso)).toEqual([
      '2026-11-01T05:30',
      '2026-11-01T06:30',
    ])
    expect(iso(instantOf(utc('2026-11-01T01:30'), NEW_YORK))).toBe('2026-11-01T05:30')
  })

  it('skips an hour when it is set forward, and maps its times to after the jump', () => {
    expect(instantsOf(utc('2026-03-08T02:30'), NEW_YORK)).toEqual([])
    expect(iso(instantOf(utc('2026-03-08T02:30'), NEW_YORK))).toBe('2026-03-08T07:30')
    expect(iso(wallClock(utc('2026-03-08T07:30'), NEW_YORK))).toBe('2026-03-08T03:30')
  })

  it('supports zones that jump by half an hour, or at midnight', () => {
    expect(instantsOf(utc('2026-04-05T01:45'), 'Australia/Lord_Howe')).toHaveLength(2)
    expect(instantsOf(utc('2026-09-06T00:30'), 'America/Santiago')).toEqual([])
  })

  it('has one offset on most days', () => {
    expect(offsetOfDay(utc('2026-01-15T00:00'), NEW_YORK)).toBe(-5 * 3_600_000)
    expect(offsetOfDay(utc('2026-03-08T00:00'), NEW_YORK)).toBeUndefined()
  })
})

it('a zone name is valid or not', () => {
  expect(isTimeZone('Europe/Berlin')).toBe(true)
  expect(isTimeZone('Europe/Atlantis')).toBe(false)
})
