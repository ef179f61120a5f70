import { expect, it } from 'vitest'
import { at, first, last } from '../../../src/lib/at.js'

it('at() reads lists and typed arrays from both ends', () => {
  const values = Float64Array.of(1, Number.NaN, 3)
  expect([first(values), at(values, 1), at(values, -2), last(values)]).toEqual([
    1,
    Number.NaN,
    Number.NaN,
    3,
  ])
})

it('at() throws outside a list', () => {
  expect(() => last([])).toThrow('no element -1 in a list of 0')
  expect(() => at(['a'], 1)).toThrow('no element 1 in a list of 1')
})
