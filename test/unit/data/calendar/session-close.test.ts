import { expect, it } from 'vitest'
import { closesEarly } from '../../../../src/data/calendar/session-close.js'
import { sessionsBetween } from '../../../../src/data/calendar/xnys.js'

/** Half days as the exchange published them. */
const HALF_DAYS: Readonly<Record<string, readonly string[]>> = {
  2018: ['07-03', '11-23', '12-24'],
  2019: ['07-03', '11-29', '12-24'],
  2020: ['11-27', '12-24'],
  2021: ['11-26'],
  2022: ['11-25'],
  2023: ['07-03', '11-24'],
  2024: ['07-03', '11-29', '12-24'],
  2025: ['07-03', '11-28', '12-24'],
  2026: ['11-27', '12-24'],
}

it.each(Object.entries(HALF_DAYS))(
  'the half days of %s are those the exchange kept',
  (year, days) => {
    const early = sessionsBetween(`${year}-01-01`, `${year}-12-31`).filter(closesEarly)
    expect(early).toEqual(days.map((day) => `${year}-${day}`))
  },
)

it('a holiday is not a half day', () => {
  expect(closesEarly('2020-07-03')).toBe(false) // Independence Day, kept on Friday
  expect(closesEarly('2021-12-24')).toBe(false) // Christmas, kept on Friday
})
