import { expect, it } from 'vitest'
import { weekdaysBetween } from '../../../schema/catalogue/age.js'

it.each([
  ['2020-12-31', '2020-12-31', 0],
  ['2020-12-31', '2021-01-01', 0],
  ['2020-12-31', '2021-01-04', 1], // Friday
  ['2020-12-31', '2021-01-05', 2],
  ['2021-01-01', '2021-01-04', 0], // a weekend
  ['2021-01-04', '2021-01-11', 4],
])('weekdays after %s and before %s: %i', (after, before, count) => {
  expect(weekdaysBetween(after, before)).toBe(count)
})
