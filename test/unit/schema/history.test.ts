import { expect, it } from 'vitest'
import { spaced } from '../../../schema/factors/history.js'

it('spaces dates evenly, the first and the last among them', () => {
  expect(spaced([1, 2, 3], 5)).toEqual([1, 2, 3])
  expect(spaced([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 3)).toEqual([0, 5, 10])
  expect(spaced([0, 1, 2, 3], 2)).toEqual([0, 3])
})
