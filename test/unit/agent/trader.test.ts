import { describe, expect, it } from 'vitest'
import { BUY, HOLD, SELL } from '../../../src/agent/action.js'
import { buyAndHold, meanRanking, rankingOf } from '../../../src/agent/preferences.js'
import { type Ranking, Trader } from '../../../src/agent/trader.js'
import { createRandom } from '../../../src/lib/random.js'

const terms = { cash: 100_000, costRate: 5e-4 }
const wants =
  (action: number): Ranking =>
  () =>
    [SELL, HOLD, BUY].map((other) => Number(other === action))

describe('a trader', () => {
  it('ranks its actions by whether it holds shares', () => {
    const seen: boolean[] = []
    const trader = new Trader(terms)
    const watch: Ranking = (holds) => {
      seen.push(holds)
      return buyAndHold(holds)
    }
    for (let t = 0; t < 3; t++) trader.realise(0.01, trader.decide(watch))
    expect(seen).toEqual([false, true, true])
  })

  it('earns gross less the cost of its turnover on every date', () => {
    const random = createRandom(1)
    const trader = new Trader(terms)
    let value = terms.cash
    for (let t = 0; t < 300; t++) {
      const trade = trader.decide(wants(random.integer(3)))
      const { gross, value: after } = trader.realise(0.02 * random.normal(), trade)
      expect(after / value - 1).toBeCloseTo(gross - terms.costRate * trade.turnover, 12)
      expect(trade.weight).toBeLessThanOrEqual(1)
      value = after
    }
  })

  it('buys once and holds, and is charged one cost', () => {
    const trader = new Trader(terms)
    const trades = [0.1, -0.05, Number.NaN].map((earned) => {
      const trade = trader.decide(buyAndHold)
      return { ...trade, ...trader.realise(earned, trade) }
    })
    expect(trades.map(({ action }) => action)).toEqual([BUY, HOLD, HOLD])
    expect(trades.map(({ turnover }) => turnover > 0)).toEqual([true, false, false])
    expect(trades[2].gross).toBe(0)
    expect(trades[2].value).toBe(trades[1].value)
    const { shares } = trades[0]
    expect(shares).toBe(999)
    expect(trades[2].value).toBeCloseTo(terms.cash + shares * (100 * 1.1 * 0.95 - 100.05), 8)
  })

  it('sells where the asset may not be held, whatever the policy wants', () => {
    const trader = new Trader(terms)
    trader.realise(0.01, trader.decide(wants(BUY)))
    const { action, shares } = trader.decide(wants(BUY), false)
    expect([action, shares]).toEqual([SELL, 0])
  })
})

describe('the ranking of actions', () => {
  it('of buy-and-hold never names an action that changes nothing', () => {
    const best = (ranked: ArrayLike<number>) => Array.from(ranked).indexOf(1)
    expect([best(buyAndHold(false)), best(buyAndHold(true))]).toEqual([BUY, HOLD])
  })

  it('is that of the inputs, then of whether shares are held', () => {
    const ranking = rankingOf(
      (observation) => Float64Array.from(observation),
      Float32Array.of(3, 4),
    )
    expect([ranking(true), ranking(false)]).toEqual([
      Float64Array.of(3, 4, 1),
      Float64Array.of(3, 4, 0),
    ])
  })

  it('of several seeds is their mean', () => {
    const mean = meanRanking([
      () => [0.2, 0.3, 0.5],
      (holds) => (holds ? [0.4, 0.5, 0.1] : [1, 0, 0]),
    ])
    expect(mean(true)).toEqual([0.3, 0.4, 0.3].map((x) => expect.closeTo(x, 12)))
    expect(mean(false)).toEqual([0.6, 0.15, 0.25].map((x) => expect.closeTo(x, 12)))
  })
})
