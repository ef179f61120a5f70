import { describe, expect, it } from 'vitest'
import { tradeOf } from '../../../src/accounts/orders.js'

const position = { currentWeight: 0.25, targetWeight: -0.5, price: 30 }

describe('tradeOf', () => {
  it('is target less current', () => {
    expect(tradeOf(position, { capital: null })).toEqual({
      trade: -0.75,
      notional: null,
      shares: null,
    })
  })

  it('rounds shares towards 0, in whole lots', () => {
    expect(tradeOf(position, { capital: 1000 })).toEqual({
      trade: -0.75,
      notional: -750,
      shares: -25,
    })
    expect(tradeOf(position, { capital: 1000, lot: 10 }).shares).toBe(-20)
    expect(Object.is(tradeOf(position, { capital: 1, lot: 10 }).shares, 0)).toBe(true)
  })

  it('has no number of shares without a price', () => {
    const trade = tradeOf({ ...position, price: null }, { capital: 1000 })
    expect(trade).toEqual({ trade: -0.75, notional: -750, shares: null })
  })
})
