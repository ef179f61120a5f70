import { expect, it } from 'vitest'
import { suspendedAssets } from '../../../src/data/suspended.js'
import { smallPanel } from '../../_util/small-panel.js'

/** A stands still with volume 0 from row 2 to 7 and trades again in row 8; B and C never trade. */
const ROWS = 10
const closes = Array.from({ length: ROWS }, (_, t) => [
  t >= 1 && t <= 7 ? 101 : 100 + t,
  50,
  10 + t,
])
const volume = Float64Array.from(closes.flatMap((_, t) => [t >= 2 && t <= 7 ? 0 : 500, 0, 0]))

it('marks an asset from the fifth carried price on until it trades again, known the close before', () => {
  const suspended = suspendedAssets(smallPanel(closes, { volume }))
  const ofA = Array.from({ length: ROWS + 1 }, (_, t) => suspended[3 * t])
  // Rows 2 … 6 are five carried prices: dates 7 and 8 cannot be traded, date 9 can.
  expect(ofA).toEqual([0, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0])
})

it('marks no asset without a known volume, and none whose price moves', () => {
  const suspended = suspendedAssets(smallPanel(closes, { volume }))
  expect(suspended.filter((_, cell) => cell % 3 !== 0).every((flag) => flag === 0)).toBe(true)
})

it('depends on nothing after the date', () => {
  const whole = suspendedAssets(smallPanel(closes, { volume }))
  const cut = smallPanel(closes.slice(0, 7), { volume: volume.slice(0, 21) })
  expect([...suspendedAssets(cut)]).toEqual([...whole.subarray(0, 24)])
})
