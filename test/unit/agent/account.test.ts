import { describe, expect, it } from 'vitest'
import { type Account, accountValue, trade } from '../../../src/agent/account.js'
import { type Action, BUY, HOLD, SELL } from '../../../src/agent/action.js'
import { beginAt, step } from '../../../src/agent/environment.js'
import { createRandom } from '../../../src/lib/random.js'

const terms = { cash: 100_000, costRate: 1e-4 }
const opened: Account = { cash: terms.cash, shares: 0 }

describe('ST-9: the account of an agent', () => {
  it('is worth its cash and its shares at the price', () => {
    expect(accountValue({ cash: 12.5, shares: 3 }, 101)).toBe(12.5 + 303)
  })

  it('loses two costs of n shares where it buys and sells at once', () => {
    const price = 123
    const bought = trade(opened, BUY, price, terms)
    const sold = trade(bought, SELL, price, terms)
    expect(bought.shares).toBe(Math.floor(100_000 / (123 * 1.0001)))
    expect(terms.cash - sold.cash).toBeCloseTo(bought.shares * price * 2e-4, 8)
    expect(sold.shares).toBe(0)
  })

  it('buys whole shares and never more than its cash pays for', () => {
    const random = createRandom(5)
    let account = opened
    for (let i = 0; i < 5000; i++) {
      const price = 0.5 + 400 * random.uniform()
      account = trade(account, random.integer(3) as Action, price, { ...terms, costRate: 7e-4 })
      expect(account.cash).toBeGreaterThanOrEqual(0)
      expect(Number.isInteger(account.shares)).toBe(true)
    }
  })

  it('buys exactly where the cash is a whole number of shares, and nothing at a price of 0', () => {
    const free = { ...terms, costRate: 0 }
    for (const price of [0.1, 0.3, 1.1, 7, 1e5]) {
      const { cash, shares } = trade({ cash: 3 * price, shares: 0 }, BUY, price, free)
      expect([shares, cash >= 0]).toEqual([3, true])
    }
    expect(trade(opened, BUY, 0, terms)).toEqual(opened)
  })

  it('does not change where it holds', () => {
    expect(trade({ cash: 5, shares: 7 }, HOLD, 99, terms)).toEqual({ cash: 5, shares: 7 })
  })
})

describe('the environment of an agent', () => {
  const prices = Float64Array.from([100, 110, 99, 103])
  const market = { width: 1, inputs: new Float32Array(3), prices }

  it('rewards holding cash with 0', () => {
    let state = beginAt(0, terms)
    for (let t = 0; t < 3; t++) {
      const { next, reward } = step(market, state, HOLD, terms)
      expect(reward).toBe(0)
      state = next
    }
  })

  it('returns of buying and holding the price return, but for rounding and one cost', () => {
    let [state, value] = [beginAt(0, terms), 1]
    for (let t = 0; t < 3; t++) {
      const { next, reward, done } = step(market, state, t === 0 ? BUY : HOLD, terms)
      value *= 1 + reward
      expect(done).toBe(t === 2)
      state = next
    }
    const invested = (999 * 100) / terms.cash // 1000 shares and their cost are more than the cash
    expect(value - 1).toBeCloseTo(invested * 0.03 - invested * 1e-4, 12)
  })

  it('rewards a trade with the return to the next close, its cost included', () => {
    const { next, reward } = step(market, beginAt(1, terms), BUY, terms)
    const shares = Math.floor(100_000 / 110.011)
    expect(next).toEqual({ row: 2, account: { cash: expect.any(Number), shares } })
    expect(reward).toBeCloseTo((shares * (99 - 110.011)) / 100_000, 12)
  })
})
