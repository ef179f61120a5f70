import { describe, expect, it } from 'vitest'
import { reversal } from '../../../src/policy/reversal.js'

describe('reversal', () => {
  const windows = Float32Array.of(0.5, 0.25, 0, -0.25, 1, 1)

  it('is the mean past return of the group less the asset’s own, computed by hand for three assets', () => {
    const [a, b, c] = reversal(windows, Int32Array.of(0, 0, 0))
    expect([a, b, c]).toEqual([2.5 / 3 - 0.75, 2.5 / 3 + 0.25, 2.5 / 3 - 2].map(Math.fround))
  })

  it('is neutral in each group, and 0 in a group of one', () => {
    const weights = reversal(windows, Int32Array.of(7, 7, -1))
    expect([...weights]).toEqual([-0.5, 0.5, 0])
  })

  it('is 0 without a tradable asset', () => {
    expect(reversal(new Float32Array(), new Int32Array()).length).toBe(0)
  })
})
