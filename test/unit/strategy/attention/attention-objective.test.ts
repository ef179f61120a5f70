import * as tf from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import { overlap } from '../../../../src/model/overlap.js'
import { blockOf } from '../../../../src/strategy/attention/blocks.js'
import {
  forward,
  objective,
  type StrategyParams,
} from '../../../../src/strategy/attention/objective.js'
import {
  type AttentionConfig,
  parseAttentionConfig,
} from '../../../../src/strategy/attention/settings.js'
import { openEngine } from '../../../../src/tensor/engine/engine.js'
import { entries, leaves, withLeaves } from '../../../../src/tensor/params.js'
import { keyOf } from '../../../../src/tensor/random.js'
import { gradientError, wave } from '../../../_util/gradients.js'
import { leavesNoTensorsOn } from '../../../_util/tensors.js'
import { type TinyMarket, tinyDate, tinyMarket } from '../../../_util/tiny-market.js'

const LOOKBACK = 4
const DAYS = 10
const SMALL = { lookback: LOOKBACK, blockDays: 5, hidden: 3, width: 2, dropout: 0 }

/** Ten days of six assets after one of warm-up; one asset comes late, one leaves early. */
function panel(overrides: Partial<TinyMarket> = {}, lag = 0) {
  const market = tinyMarket({
    dates: DAYS + 1,
    assets: 6,
    returnOf: (t, i) => 0.01 * Math.cos(2 + 5 * (t - 1) + 3 * i),
    memberOf: (t, i) => !(i === 5 && t < 3) && !(i === 4 && t >= 8),
    characteristicsOf: (t, i) => [0, 1, 2].map((m) => 0.5 * Math.sin(1 + 7 * (t - 1) + 3 * i + m)),
    ...overrides,
  })
  const view = market.asOf(tinyDate(DAYS))
  return blockOf(view, { firstDay: 1, days: DAYS, lookback: LOOKBACK, lag })
}

function someParams(): StrategyParams {
  return {
    factors: { embedding: wave(1, [3, 2]), queries: wave(2, [2, 2]) },
    policy: {
      encoderWeight: wave(3, [3, 1]),
      encoderBias: wave(4, [3, 1]),
      kernel: wave(5, [3, 4]),
      skip: wave(6, [3, 1]),
      valueWeight: wave(7, [3, 3]),
      gateWeight: wave(8, [3, 3]),
      valueBias: wave(9, [3, 1]),
      gateBias: wave(10, [3, 1]),
      outWeight: wave(11, [1, 3]),
      outBias: wave(12, [1, 1]),
    },
  }
}

/**
 * The reference in PyTorch 2.13, in double, with GELU in its tanh form: loss, daily net Sharpe,
 * turnover, norms of gradients.
 */
const REFERENCE = [
  {
    overrides: {},
    loss: -3.0609631641092756,
    netSharpe: 0.6933651056980492,
    turnover: 1.081736059272048,
    norms: { embedding: 4.79353653, queries: 2.35114625, kernel: 0.11243291, skip: 0.02519573 },
  },
  {
    overrides: { scaling: 'volatility' },
    loss: -3.0994928491740663,
    netSharpe: 0.7318947907628396,
    turnover: 1.1722637745754751,
    norms: { embedding: 4.58387152, queries: 2.25532683, kernel: 0.1226414, skip: 0.02966376 },
  },
  {
    overrides: { input: 'raw', hedgedLoss: false },
    loss: -1.8021377710358475,
    netSharpe: -0.5654602873753791,
    turnover: 1.2343152116103322,
    norms: { embedding: 4.81059691, queries: 2.33730822, kernel: 0.42884671, skip: 0.07391586 },
  },
] as const

const FIRST_BOOK = [
  -0.1531876331, 0.1147149904, -0.1715911006, 0.1278495552, -0.1785688546, 0.2540878111,
]
const LAST_BOOK = [-0.2369451498, 0.1487970629, -0.2673958453, 0.1713915152, 0, 0.1754702757]
const LAST_RESIDUALS = [
  -0.009647280059, 0.006937293584, -0.009764387837, 0.006717382533, 0, 0.005848263675,
]

const rowOf = (tensor: tf.Tensor2D, row: number) => [...tensor.slice([row], [1]).dataSync()]

const expectNear = (got: readonly number[], expected: readonly number[], within: number) => {
  expect(got.length).toBe(expected.length)
  got.forEach((value, i) => {
    expect(Math.abs(value - expected[i])).toBeLessThan(within)
  })
}

describe.each(['cpu', 'wasm'] as const)('the objective on %s', (engine) => {
  leavesNoTensorsOn(engine)

  const lossOf = (config: AttentionConfig, params = someParams(), block = panel()) =>
    objective(forward(params, block, config), block, config)

  it.each(REFERENCE)(
    'equals the reference with %j',
    ({ overrides, loss, netSharpe, turnover, norms }) => {
      const config = parseAttentionConfig({ ...SMALL, ...overrides })
      const got = lossOf(config)
      expect(got.loss.dataSync()[0]).toBeCloseTo(loss, 4)
      expect(Math.abs(got.loss.dataSync()[0] / loss - 1)).toBeLessThan(1e-5)
      expect(got.netSharpe.dataSync()[0]).toBeCloseTo(netSharpe, 4)
      expect(got.turnover.dataSync()[0]).toBeCloseTo(turnover, 5)
      expect(got.explainedVariance.dataSync()[0]).toBeCloseTo(0.49324959550233893, 5)
      const params = someParams()
      const { grads } = tf.valueAndGrads(
        (...tensors: tf.Tensor[]) => lossOf(config, withLeaves(params, tensors)).loss,
      )(leaves(params))
      entries(params).forEach(([name], i) => {
        const norm = norms[name.split('.')[1] as keyof typeof norms]
        if (norm) expect(Math.abs(grads[i].norm().dataSync()[0] / norm - 1)).toBeLessThan(2e-3)
      })
    },
  )

  it('has the books and residuals of the reference', () => {
    const block = panel()
    const { books, residuals } = forward(someParams(), block, parseAttentionConfig(SMALL))
    expectNear(rowOf(books, 0), FIRST_BOOK, 1e-5)
    expectNear(rowOf(books, 5), LAST_BOOK, 1e-5)
    expectNear(rowOf(residuals, 9), LAST_RESIDUALS, 1e-7)
  })

  it.each([
    {},
    { readOut: 'mean' },
    { trainingLag: 1 },
    { dollarNeutral: true },
    { temperature: 0.4, overlapWeight: 3 },
  ])('AF-9: gradients of the whole loss in every parameter, with %j', (overrides) => {
    const config = parseAttentionConfig({ ...SMALL, ...overrides })
    const params = someParams()
    const block = panel({}, config.trainingLag)
    const error = gradientError(
      (...tensors) => lossOf(config, withLeaves(params, tensors), block).loss,
      leaves(params),
      { h: 3e-3 },
    )
    expect(error).toBeLessThan(0.02)
  })

  it('adds the overlap of the factor portfolios to the loss, and to nothing else', () => {
    const [plain, penalised] = [0, 2.5].map((overlapWeight) =>
      lossOf(parseAttentionConfig({ ...SMALL, overlapWeight })),
    )
    const { weights } = forward(someParams(), panel(), parseAttentionConfig(SMALL))
    const alike = overlap(weights).dataSync()[0]
    expect(alike).toBeGreaterThan(0.1)
    expect(penalised.loss.dataSync()[0] - plain.loss.dataSync()[0]).toBeCloseTo(2.5 * alike, 5)
    expect(penalised.netSharpe.dataSync()).toEqual(plain.netSharpe.dataSync())
  })

  it('with a lag, books earn the returns of a date later and the last one is not held', () => {
    const config = parseAttentionConfig({ ...SMALL, trainingLag: 1, hedgedLoss: false })
    const block = panel({}, 1)
    const { books } = forward(someParams(), block, config)
    const [held, earned] = [books.arraySync(), block.returns.arraySync()]
    const gross = held
      .slice(1, -1)
      .map((book, b) => book.reduce((sum, w, i) => sum + w * earned[LOOKBACK + 2 + b][i], 0))
    const mean = gross.reduce((sum, value) => sum + value, 0) / gross.length
    const variance = gross.reduce((sum, value) => sum + (value - mean) ** 2, 0) / gross.length
    const { grossSharpe } = objective(forward(someParams(), block, config), block, config)
    expect(grossSharpe.dataSync()[0]).toBeCloseTo(mean / (Math.sqrt(variance) + 1e-5), 4)
  })

  it('AF-9: the queries learn through the residuals, the composition and EV, each separately', () => {
    const params = someParams()
    const block = panel()
    const byQueries = (
      overrides: Record<string, unknown>,
      part: (result: ReturnType<typeof objective>) => tf.Scalar,
    ) => {
      const config = parseAttentionConfig({ ...SMALL, ...overrides })
      return tf.grad((queries) => {
        const moved = { ...params, factors: { ...params.factors, queries: queries as tf.Tensor2D } }
        return part(lossOf(config, moved, block))
      })(params.factors.queries)
    }
    const explained = byQueries({}, (result) => result.explainedVariance)
    const both = byQueries({}, (result) => result.netSharpe)
    const composition = byQueries({ detach: true }, (result) => result.netSharpe)
    for (const gradient of [explained, composition, both.sub(composition)]) {
      expect(gradient.norm().dataSync()[0]).toBeGreaterThan(1e-3)
    }
  })

  it('AF-10: a return changes no book decided before it, only its gross return', () => {
    const config = parseAttentionConfig(SMALL)
    const block = panel()
    const other = panel({
      returnOf: (t, i) =>
        0.01 * Math.cos(2 + 5 * (t - 1) + 3 * i) + (t === DAYS ? 0.05 * (i + 1) : 0),
    })
    const [a, b] = [forward(someParams(), block, config), forward(someParams(), other, config)]
    expect([...a.books.dataSync()]).toEqual([...b.books.dataSync()])
    expect(objective(a, block, config).grossSharpe.dataSync()[0]).not.toBe(
      objective(b, other, config).grossSharpe.dataSync()[0],
    )
  })

  it('a missing return counts as 0 and its residual is missing', () => {
    const gap = panel({
      returnOf: (t, i) => (t === 5 && i === 0 ? Number.NaN : 0.01 * Math.cos(t + i)),
    })
    const { residuals, books } = forward(someParams(), gap, parseAttentionConfig(SMALL))
    expect(residuals.slice([4, 0], [1, 1]).dataSync()[0]).toBe(0)
    expect([...books.dataSync()].every(Number.isFinite)).toBe(true)
  })

  it('dropout is drawn from its key', () => {
    const config = parseAttentionConfig({ ...SMALL, dropout: 0.5 })
    const block = panel()
    const book = (seed?: number) => [
      ...forward(someParams(), block, config, {
        dropoutKey: seed === undefined ? undefined : keyOf(seed),
      }).books.dataSync(),
    ]
    expect(book(1)).toEqual(book(1))
    expect(book(1)).not.toEqual(book(2))
    expect(book()).not.toEqual(book(1))
  })
})

describe('a block', () => {
  beforeAll(async () => {
    await openEngine('cpu')
  })

  it('trades an asset once it has been in the universe for the whole lookback', () => {
    const { tradable, mask, present, market } = panel()
    expect(mask.shape).toEqual([DAYS, 1, 6])
    expect(tradable.arraySync()).toEqual([
      [1, 1, 1, 1, 1, 0],
      [1, 1, 1, 1, 1, 0],
      [1, 1, 1, 1, 1, 1],
      [1, 1, 1, 1, 0, 1],
      [1, 1, 1, 1, 0, 1],
      [1, 1, 1, 1, 0, 1],
    ])
    expect([...present.dataSync()]).toEqual([1, 1, 1, 1, 0, 1])
    expect(market.shape).toEqual([DAYS - LOOKBACK - 1])
  })

  it('holds only assets that are in the universe on one of its days', () => {
    const block = panel({ memberOf: (_, i) => i !== 2 })
    expect(block.returns.shape).toEqual([DAYS, 5])
    expect(block.values.shape).toEqual([DAYS * 5, 3])
  })
})
