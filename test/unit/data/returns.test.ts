import { expect, it } from 'vitest'
import { assetReturns } from '../../../src/data/returns.js'
import { smallPanel } from '../../_util/small-panel.js'

const NONE = Number.NaN

it('returns are the adjusted close over that of the previous row, less 1', () => {
  const returns = assetReturns(
    smallPanel([
      [100, 50],
      [110, 50],
      [99, 75],
    ]),
  )
  expect([...returns]).toEqual([NONE, NONE, 110 / 100 - 1, 0, 99 / 110 - 1, 0.5])
})

it('returns span a gap to a row 5 dates back, not to one 6 back', () => {
  const rows = (missing: number) => [
    [100],
    ...Array.from({ length: missing }, () => [NONE]),
    [120],
    [150],
  ]
  expect([...assetReturns(smallPanel(rows(4)))].slice(-2)).toEqual([120 / 100 - 1, 0.25])
  expect([...assetReturns(smallPanel(rows(5)))].slice(-2)).toEqual([NONE, 0.25])
})

it('returns are missing where the row is missing, and on the first row', () => {
  const returns = assetReturns(smallPanel([[NONE], [100], [NONE], [100]]))
  expect([...returns]).toEqual([NONE, NONE, NONE, 0])
})

it('returns are in shared memory', () => {
  expect(assetReturns(smallPanel([[1], [2]])).buffer).toBeInstanceOf(SharedArrayBuffer)
})
