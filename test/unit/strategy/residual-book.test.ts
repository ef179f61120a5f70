import { describe, expect, it } from 'vitest'
import type { Decider } from '../../../src/strategy/decider.js'
import { meanOfBooks } from '../../../src/strategy/mean-of-books.js'
import { perSeed } from '../../../src/strategy/per-seed.js'
import { residualBook } from '../../../src/strategy/residual-book.js'
import { tinyDate, tinyMarket } from '../../_util/tiny-market.js'

const market = tinyMarket({ dates: 6, assets: 4, returnOf: (t, i) => 0.01 * (t + i) })

function longOnly(lookback: number, log: string[] = []): Decider {
  return residualBook({
    factors: null,
    policy: {
      lookback,
      decide({ count }, view) {
        log.push(`${view.nextDate} ${count}`)
        return new Float32Array(count).fill(1)
      },
      dispose: () => log.push('disposed'),
    },
  })
}

describe('a book on residuals', () => {
  it('is all 0 while its lookback fills; the policy is evaluated on every date', () => {
    const log: string[] = []
    const book = longOnly(2, log)
    const held = [1, 2, 3].map((t) => {
      const { book: decided } = book.decide(market.asOf(tinyDate(t)))
      book.realise?.(Float64Array.of(0.01, 0.02, 0.03, 0.04))
      return [...decided]
    })
    expect(held).toEqual([
      [0, 0, 0, 0],
      [0, 0, 0, 0],
      [0.25, 0.25, 0.25, 0.25],
    ])
    expect(log).toEqual([2, 3, 4].map((t) => `${tinyDate(t)} ${t < 4 ? 0 : 4}`))
  })

  it('without factors publishes none, and no residuals', () => {
    const book = longOnly(0)
    const decided = book.decide(market.asOf(tinyDate(2)))
    expect(Object.keys(decided)).toEqual(['columns', 'book'])
    expect(book.realise?.(new Float64Array(4))).toEqual({})
    expect(book.factorCount).toBe(0)
  })

  it('has factors without assets on a date with an empty universe', () => {
    const none = tinyMarket({
      dates: 6,
      assets: 4,
      returnOf: (t, i) => 0.01 * (t + i),
      memberOf: (t) => t !== 3,
      characteristicsOf: (t, i) => [t, i],
    })
    const book = residualBook({
      factors: {
        factorCount: 2,
        at: () => ({
          weights: new Float32Array(),
          betas: new Float32Array(),
          covered: new Uint8Array(),
        }),
        dispose() {},
      },
      policy: { lookback: 1, decide: () => new Float32Array(), dispose() {} },
    })
    const { factors } = book.decide(none.asOf(tinyDate(2)))
    expect(factors?.characteristicLoads).toEqual(new Float32Array(2 * 2))
    expect(book.realise?.(new Float64Array()).factors?.returns).toEqual(new Float32Array(2))
  })

  it('publishes factors with a gross exposure of 1 and leaves book and residuals as they are', () => {
    const factorsOf = (gross?: Float64Array) => ({
      factorCount: 2,
      at: () => ({
        weights: Float32Array.of(6, -2, 0, 0, 0, 0, 0, 0),
        betas: Float32Array.of(0.1, 0.2, 0.3, 0.4, 1, 1, 1, 1),
        covered: new Uint8Array(4).fill(1),
        ...(gross && { gross }),
      }),
      dispose() {},
    })
    const policy = { lookback: 0, decide: () => Float32Array.of(1, 2, 3, 4), dispose() {} }
    const returns = Float64Array.of(0.01, 0.02, -0.03, 0.04)
    const of = (gross?: Float64Array) => {
      const book = residualBook({ factors: factorsOf(gross), policy })
      const decided = book.decide(market.asOf(tinyDate(2)))
      return { decided, revealed: book.realise?.(returns).factors }
    }
    const [raw, unit] = [of(), of(Float64Array.of(8, 0))]
    expect(unit.decided.book).toEqual(raw.decided.book)
    expect(unit.revealed?.residuals).toEqual(raw.revealed?.residuals)
    expect(unit.decided.factors?.weights).toEqual(Float32Array.of(0.75, -0.25, 0, 0, 0, 0, 0, 0))
    expect(unit.decided.factors?.betas).toEqual(
      Float32Array.from([0.1, 0.2, 0.3, 0.4, 1, 1, 1, 1], (beta, i) =>
        i < 4 ? 8 * Math.fround(beta) : beta,
      ),
    )
    const [earned, scaled] = [raw.revealed?.returns ?? [], unit.revealed?.returns]
    expect(scaled).toEqual(Float32Array.of(earned[0] / 8, earned[1]))
  })

  it('does not realise a date before it is decided', () => {
    expect(() => longOnly(0).realise?.(new Float64Array(4))).toThrow(/decided before/)
  })
})

describe('seeds', () => {
  it('that cannot all be restored are all disposed', () => {
    const log: string[] = []
    const open = ([seed]: Uint8Array) => {
      if (seed === 3) throw new Error('damaged')
      return { dispose: () => log.push(`${seed} disposed`) }
    }
    const checkpoints = [1, 2, 3].map((seed) => Uint8Array.of(seed))
    expect(() => perSeed(checkpoints, open)).toThrow('damaged')
    expect(log).toEqual(['1 disposed', '2 disposed'])
    expect(perSeed(checkpoints.slice(0, 2), open)).toHaveLength(2)
  })

  it('are all disposed with their mean', () => {
    const log: string[] = []
    meanOfBooks([longOnly(0, log), longOnly(0, log)]).dispose()
    expect(log).toEqual(['disposed', 'disposed'])
  })
})
