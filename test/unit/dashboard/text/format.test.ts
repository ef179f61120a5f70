import { expect, it } from 'vitest'
import {
  basisPoints,
  count,
  fixed,
  percent,
  seconds,
  signedPercent,
} from '../../../../src/dashboard/text/format.js'

it.each([
  [fixed(-0.126), '−0.13'],
  [fixed(-0.001), '0.00'],
  [fixed(null), '–'],
  [fixed(Number.NaN), '–'],
  [percent(0.1234), '12.3\u202f%'],
  [percent(undefined), '–'],
  [signedPercent(0.01), '+1.0\u202f%'],
  [signedPercent(-0.01), '−1.0\u202f%'],
  [signedPercent(0.00001), '0.0\u202f%'],
  [basisPoints(47.04), '47.0\u202fbp'],
  [count(-1234567), '−1,234,567'],
  [seconds(59.94), '59.9\u202fs'],
  [seconds(119.9), '2\u202fmin 0\u202fs'],
])('%s', (text, expected) => {
  expect(text).toBe(expected)
})
