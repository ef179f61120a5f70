import { describe, expect, it } from 'vitest'
import { advantages } from '../../../src/agent/gae.js'
import reference from './reference/ppo-update.json' with { type: 'json' }

const episodes = {
  rewards: Float64Array.from([0.01, -0.02, 0.03]),
  values: Float64Array.from([0.1, 0.2, 0.15]),
  ends: new Uint8Array(3),
  lastValues: Float64Array.from([0.05]),
}
const close = (values: readonly number[], digits = 9) =>
  values.map((value) => expect.closeTo(value, digits))

describe('PP-1: generalised advantage estimation', () => {
  it('has the golden advantages and returns', () => {
    const found = advantages(episodes, { discount: 0.99, lambda: 0.95 })
    expect([...found.advantages]).toEqual(close([-0.0216058376, -0.13780525, -0.0705]))
    expect([...found.returns]).toEqual(close([0.0783941624, 0.06219475, 0.0795]))
  })

  it('is the discounted return less the value at lambda 1, and the error of one step at 0', () => {
    const whole = advantages(episodes, { discount: 0.99, lambda: 1 }).advantages
    const discounted = 0.01 - 0.99 * 0.02 + 0.99 ** 2 * 0.03 + 0.99 ** 3 * 0.05
    expect(whole[0]).toBeCloseTo(discounted - 0.1, 12)
    const one = advantages(episodes, { discount: 0.99, lambda: 0 }).advantages
    expect([...one]).toEqual(
      close([0.01 + 0.99 * 0.2 - 0.1, -0.02 + 0.99 * 0.15 - 0.2, 0.03 + 0.99 * 0.05 - 0.15]),
    )
  })

  it('does not look past the end of an episode, and keeps environments apart', () => {
    const { rewards, values, ends, lastValues } = reference
    const found = advantages(
      {
        rewards: Float64Array.from(rewards),
        values: Float64Array.from(values),
        ends: Uint8Array.from(ends),
        lastValues: Float64Array.from(lastValues),
      },
      { discount: 0.99, lambda: 0.95 },
    )
    expect([...found.advantages]).toEqual(close(reference.advantages))
    expect([...found.returns]).toEqual(close(reference.returns))
  })
})
