import { describe, expect, it } from 'vitest'
import { tradedByAgents } from '../../../src/strategy/agents/traded-by-agents.js'
import type { Decider } from '../../../src/strategy/decider.js'
import { predictedBook } from '../../../src/strategy/predicted-book.js'
import type { Predictor } from '../../../src/strategy/predictor.js'
import { residualBook } from '../../../src/strategy/residual-book.js'
import { universeOf } from '../../../src/strategy/universe.js'
import { scoreDates } from '../../../src/walkforward/score.js'
import { tinyDate, tinyMarket } from '../../_util/tiny-market.js'

/** Each asset is the common ±1 % and its own ±1 %, ±2 % or ±4 %, which repeat every four dates. */
const OWN = [0.01, 0.02, 0.04, 0.04]
const market = tinyMarket({
  dates: 80,
  assets: 4,
  returnOf: (t, i) => {
    const sign = Math.floor(t / 2) % 2 === 0 ? 1 : -1
    return 0.01 * (t % 2 === 0 ? 1 : -1) + OWN[i] * sign * (i === 3 ? -1 : 1)
  },
})
const ON = { riskScaling: true, riskDates: 40 }
const near = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 6))

async function bookOn(decider: Decider, t: number): Promise<number[]> {
  const test = { from: tinyDate(t), to: tinyDate(t) }
  for await (const { book } of scoreDates({ market, decider, test })) return [...book]
  throw new Error('no date')
}

/** Long 0 and 2, short 1, on residuals of the return of asset 3 with betas of ½. */
function hedged(execution?: typeof ON): Decider {
  return residualBook({
    execution,
    factors: {
      factorCount: 1,
      at(view) {
        const universe = universeOf(view)
        return {
          weights: Float32Array.from(universe, (i) => Number(i === 3)),
          betas: Float32Array.from(universe, (i) => (i === 3 ? 1 : 0.5)),
          covered: new Uint8Array(universe.length).fill(1),
        }
      },
      dispose() {},
    },
    policy: { lookback: 1, decide: () => Float32Array.of(1, -1, 1, 0), dispose() {} },
  })
}

function predictor(risks: readonly number[], hasOneRisk?: boolean): Predictor {
  return {
    factorCount: 0,
    hasOneRisk,
    predict: (_, universe) => ({
      predictions: { mean: new Float32Array(universe.length), risk: Float32Array.from(risks) },
    }),
    dispose() {},
  }
}
const equal = (execution?: typeof ON, of = predictor([0.1, 0.2, 0.4, 0.1])) =>
  predictedBook({
    predictor: of,
    execution,
    rule: {
      nothingHeld: null,
      warmUp: 0,
      decide: (_, columns) => ({
        held: null,
        weights: columns.length ? [0.5, 0, -0.25, 0.25] : [],
      }),
    },
  })

describe('books scaled by risk', () => {
  it('divide the policy weights by the volatility of residuals, before the hedge', async () => {
    const plain = await bookOn(hedged(), 70)
    expect(plain).toEqual(near([1, -1, 1, -0.5].map((w) => w / 3.5)))
    // ε = ½ common + (own + ½ 0.04) of assets 0 to 2: own parts 0.03, 0.04 and 0.06
    const sd = [0.03, 0.04, 0.06].map((own) => Math.hypot(0.005, own))
    const [a, b, c] = [1 / sd[0], -1 / sd[1], 1 / sd[2]]
    const size = a - b + c + Math.abs(a + b + c) / 2
    const scaled = [a, b, c, -(a + b + c) / 2].map((w) => w / size)
    expect(await bookOn(hedged(ON), 70)).toEqual(near(scaled))
  })

  it('fill their volatilities before the range, wherever it begins', async () => {
    expect(hedged(ON).lookback).toBe(40)
    expect(hedged().lookback).toBe(1)
    const decider = hedged(ON)
    let last: number[] = []
    const test = { from: tinyDate(50), to: tinyDate(70) }
    for await (const { book } of scoreDates({ market, decider, test })) last = [...book]
    expect(last).toEqual(await bookOn(hedged(ON), 70))
  })

  it('divide the weights of a rule by the predicted risks', async () => {
    expect(await bookOn(equal(), 70)).toEqual([0.5, 0, -0.25, 0.25])
    // 5, −0.625 and 2.5
    expect(await bookOn(equal(ON), 70)).toEqual(near([5, 0, -0.625, 2.5].map((w) => w / 8.125)))
  })

  it('or by the volatilities of returns where a predictor gives all the same risk', async () => {
    const one = predictor([0.1, 0.1, 0.1, 0.1], true)
    const sd = OWN.map((own) => Math.hypot(0.01, own))
    const over = [0.5 / sd[0], 0, -0.25 / sd[2], 0.25 / sd[3]]
    const size = over.reduce((sum, w) => sum + Math.abs(w), 0)
    expect(await bookOn(equal(ON, one), 70)).toEqual(near(over.map((w) => w / size)))
  })

  it('and what agents hold by the risk that their model predicts', async () => {
    const agents: Decider = {
      factorCount: 0,
      lookback: 0,
      warmUp: 0,
      decide: (view) => ({ columns: universeOf(view), book: Float64Array.of(0.5, 0.5, 0, 0) }),
      dispose() {},
    }
    expect(await bookOn(tradedByAgents(equal(), agents), 70)).toEqual([0.5, 0.5, 0, 0])
    expect(await bookOn(tradedByAgents(equal(), agents, ON), 70)).toEqual(
      near([2 / 3, 1 / 3, 0, 0]),
    )
  })
})
