import * as tf from '@tensorflow/tfjs'
import { describe, expect, it } from 'vitest'
import { costOf, DEFAULT_COST_RATES } from '../../../src/accounts/costs.js'
import { betaOf } from '../../../src/accounts/moments.js'
import { bookReturns } from '../../../src/portfolio/costs.js'
import { explainedVariance, marketHedged, sharpe } from '../../../src/portfolio/sharpe.js'
import { normalise } from '../../../src/portfolio/weights.js'
import { gradientError, mixed, wave } from '../../_util/gradients.js'
import { leavesNoTensorsOn } from '../../_util/tensors.js'

const COSTS = { tradingCost: 5e-4, shortCost: 1e-4 }
/** OB-2: a flat book, then three; a date of returns each. */
const BOOKS = [
  [0, 0, 0],
  [0.5, -0.5, 0],
  [0.25, -0.25, 0.5],
  [-0.2, 0.3, 0.5],
]
const RETURNS = [
  [0, 0, 0],
  [0.01, 0.02, -0.01],
  [0, 0.01, 0.02],
  [0.03, -0.02, 0.01],
]

const near = (got: tf.Tensor, expected: readonly number[], within = 1e-6) => {
  const values = [...got.dataSync()]
  expect(values.length).toBe(expected.length)
  values.forEach((value, i) => {
    expect(Math.abs(value - expected[i])).toBeLessThan(within)
  })
}

describe.each(['cpu', 'wasm'] as const)('the loss on %s', (engine) => {
  leavesNoTensorsOn(engine)

  it('OB-1: the Sharpe ratio of four returns', () => {
    const ratio = sharpe(tf.tensor1d([0.01, -0.005, 0.007, 0.002])).dataSync()[0]
    const deviation = 0.0056789083
    expect(ratio).toBeCloseTo((0.6163156344 * deviation) / (deviation + 1e-5), 5)
  })

  it('OB-1: a series of zero returns has a Sharpe ratio of 0 and a finite gradient', () => {
    expect(sharpe(tf.zeros([4])).dataSync()[0]).toBe(0)
    const gradient = tf.grad((x) => sharpe(x as tf.Tensor1D))(tf.zeros([4]))
    expect([...gradient.dataSync()].every(Number.isFinite)).toBe(true)
  })

  it('OB-2: turnover, short side, gross and net of a path that starts flat', () => {
    const got = bookReturns(tf.tensor2d(BOOKS), tf.tensor2d(RETURNS), COSTS)
    near(got.turnover, [1, 1, 1])
    near(got.shortExposure, [0.5, 0.25, 0.2])
    near(got.grossReturns, [-0.005, 0.0075, -0.007])
    near(got.netReturns, [-0.00555, 0.006975, -0.00752])
  })

  it('OB-2: costs equal the accounts to 1e-6', () => {
    const books = wave<tf.Tensor2D>(1, [6, 7])
    const got = bookReturns(books, wave(2, [6, 7]), COSTS)
    const [turnover, short] = [got.turnover.dataSync(), got.shortExposure.dataSync()]
    const cost = got.grossReturns.sub(got.netReturns)
    const expected = [...turnover].map((value, t) =>
      costOf({ turnover: value, shortExposure: short[t] }, DEFAULT_COST_RATES),
    )
    near(cost, expected)
  })

  it('OB-3: Σ net = Σ gross − 5e-4 Σ turnover − 1e-4 Σ short', () => {
    const got = bookReturns(wave(1, [6, 7]), wave(2, [6, 7]), COSTS)
    const paid = got.turnover.sum().mul(5e-4).add(got.shortExposure.sum().mul(1e-4))
    near(got.netReturns.sum(), [...got.grossReturns.sum().sub(paid).dataSync()])
  })

  it('OB-4: blocks with carried books have the turnover of one pass', () => {
    const [books, returns] = [wave<tf.Tensor2D>(1, [7, 4]), wave<tf.Tensor2D>(2, [7, 4])]
    const whole = bookReturns(books, returns, COSTS).turnover
    const part = (from: number, rows: number) =>
      bookReturns(books.slice([from], [rows]), returns.slice([from], [rows]), COSTS).turnover
    near(tf.concat1d([part(0, 4), part(3, 4)]), [...whole.dataSync()])
  })

  it('OB-5: explained variance is a mean over assets, each over time', () => {
    const returns = tf.tensor2d([
      [0.01, 0.02],
      [-0.01, 0],
      [0.02, -0.02],
      [0, 0.01],
    ])
    const residuals = returns.mul<tf.Tensor2D>(tf.tensor1d([0.5, 0.8]))
    near(explainedVariance(residuals, returns, tf.ones([2])), [0.555])
    near(explainedVariance(residuals, returns, tf.tensor1d([1, 0])), [0.75])
    near(explainedVariance(residuals, returns, tf.zeros([2])), [0])
  })

  it('AF-1, AF-7: books have ‖w‖₁ = 1 at any scale, and change sign with their weights', () => {
    const composed = tf.tensor2d([
      [0.7271293163, 0.8989416481, 0.0423805251, -0.77183998, -1.03930139],
    ])
    const book = [0.2089696541, 0.2583467907, 0.0121797368, -0.2218190493, -0.2986847692]
    near(normalise(composed), book)
    near(normalise(composed.mul(37)), book)
    near(
      normalise(composed.mul(-2)),
      book.map((weight) => -weight),
    )
    near(normalise(tf.zeros([1, 3])), [0, 0, 0])
    const returns = tf.tensor2d(
      [0, 1, 2, 3, 4].map((i) => 0.01 * Math.cos(i)),
      [1, 5],
    )
    near(normalise(composed).mul(returns).sum(), [0.0075831905])
  })

  it('hedged returns have no beta, and no hedge costs are charged', () => {
    const market = wave<tf.Tensor1D>(1, [20]).mul<tf.Tensor1D>(0.02)
    const returns = wave<tf.Tensor1D>(5, [20])
      .mul<tf.Tensor1D>(0.01)
      .add<tf.Tensor1D>(market.mul(0.7))
    const hedged = marketHedged(returns, market)
    expect(betaOf([...hedged.dataSync()], [...market.dataSync()])).toBeCloseTo(0, 4)
    const beta = betaOf([...returns.dataSync()], [...market.dataSync()]) ?? Number.NaN
    near(hedged, [...returns.sub(market.mul(beta)).dataSync()])
  })

  it('AF-9: gradients of each part of the loss', () => {
    const [books, returns] = [wave<tf.Tensor2D>(1, [5, 4]), wave<tf.Tensor2D>(2, [5, 4])]
    const market = wave<tf.Tensor1D>(3, [4])
    const costs = { tradingCost: 0.05, shortCost: 0.01 }
    const netSharpe = (w: tf.Tensor) =>
      sharpe(
        marketHedged(bookReturns(normalise(w as tf.Tensor2D), returns, costs).netReturns, market),
      )
    expect(gradientError(netSharpe, [books], { h: 1e-3 })).toBeLessThan(0.02)
    const explained = (e: tf.Tensor) => explainedVariance(e as tf.Tensor2D, returns, tf.ones([4]))
    expect(gradientError(explained, [books])).toBeLessThan(0.02)
    expect(
      gradientError((w) => mixed(normalise(w as tf.Tensor2D)), [books], { h: 1e-3 }),
    ).toBeLessThan(0.02)
  })
})
