import { beforeAll, describe, expect, it } from 'vitest'
import type { MarketData } from '../../../src/data/source.js'
import { strategies, strategyByName } from '../../../src/registry/registry.js'
import type { DayResult } from '../../../src/results.js'
import type { ComponentBooks } from '../../../src/strategy/component-books.js'
import type { Strategy } from '../../../src/strategy/strategy.js'
import { openEngine } from '../../../src/tensor/engine/engine.js'
import { keyOf, normals } from '../../../src/tensor/random.js'
import { scoreDates } from '../../../src/walkforward/score.js'
import { tinyDate, tinyMarket } from '../../_util/tiny-market.js'

const [DATES, ASSETS, CUT] = [150, 8, 138]
const OWN = normals(keyOf(21), DATES * ASSETS)
const COMMON = normals(keyOf(22), DATES)
const train = { from: tinyDate(30), to: tinyDate(125) }
const test = { from: tinyDate(126), to: tinyDate(145) }

/** The smallest settings; each strategy uses those it has. */
const SMALL: Readonly<Record<string, unknown>> = {
  factorCount: 1,
  window: 25,
  lookback: 8,
  blockDays: 20,
  epochs: 1,
  hidden: 4,
  width: 4,
  entry: 0.3,
  minimumRSquared: 0,
  portfolioCount: 4,
  heads: 2,
  headWidth: 2,
  blockCount: 1,
  lags: [0, 1],
  patches: 2,
  encoderBlocks: 1,
  timeSeriesCodes: 4,
  crossSectionCodes: 4,
  tradedAssets: ['A001', 'A004'],
  agentUpdates: 1,
  weighting: 'inverse-volatility',
}

/** Books scaled by the risk of each asset and of the whole; what every strategy can hold. */
const RISK_AWARE = { riskScaling: true, riskDates: 25, volatilityTarget: 0.01 }

/** Other returns, members, characteristics, bars and factor returns from `cut` on. */
function market(cut = DATES): MarketData {
  const data = tinyMarket({
    dates: DATES,
    assets: ASSETS,
    returnOf: (t, i) =>
      t < cut ? 0.01 * (COMMON[t] + OWN[t * ASSETS + i]) : 0.2 * Math.sin(t * i + 1),
    memberOf: (t, i) => t <= cut || i !== 4,
    characteristicsOf: (t, i) =>
      t <= cut ? [Math.sin(t + i) / 2, (i - 4) / ASSETS] : [Math.cos(t * i) / 2, 0.5],
    barOf: (t, i) =>
      Array.from({ length: 5 }, (_, c) => (t <= cut ? Math.sin : Math.cos)(t * (i + 1) + c)),
  })
  const factor = Float64Array.from({ length: DATES }, (_, t) => (t < cut ? 0.01 * COMMON[t] : 0.1))
  return {
    ...data,
    asOf(date) {
      const view = data.asOf(date)
      const returns = factor.subarray(0, view.dates.length)
      return { ...view, factors: { names: ['FF:MKT-RF'], returns } }
    },
  }
}

type Decided = Omit<DayResult, 'realised'>

interface Decisions {
  readonly plain: readonly Decided[]
  /** By the same fit. */
  readonly riskAware: readonly Decided[]
}

async function decisions(strategy: Strategy, on: MarketData): Promise<Decisions> {
  const own = Object.entries(SMALL).filter(([key]) => key in strategy.settings.shape)
  const config = strategy.parseConfig(Object.fromEntries(own))
  const view = on.asOf(train.to)
  const { signal } = new AbortController()
  const fits = strategy.trains
    ? [await strategy.fit(view, train, { config, seed: 1, key: keyOf(1), signal, onEpoch() {} })]
    : []
  const checkpoints = fits.map(({ checkpoint }) => checkpoint)
  const components = strategy.components && (await componentsOn(on))
  const held = async (execution: typeof config) => {
    const decider = strategy.restore(checkpoints, { view, train, config: execution, components })
    const days: Decided[] = []
    for await (const day of scoreDates({ market: on, decider, test, execution })) {
      const { realised: _, ...decided } = day
      days.push(decided)
    }
    decider.dispose()
    return days
  }
  return { plain: await held(config), riskAware: await held({ ...config, ...RISK_AWARE }) }
}

const booksOf = (days: readonly Decided[]) => days.map(({ book }) => [...book])
const sizeOf = ({ book }: Decided) => book.reduce((sum, weight) => sum + Math.abs(weight), 0)

/** What a blend is made of: books of two rules on this market, over its assets and its factor portfolio. */
function componentsOn(on: MarketData): Promise<ComponentBooks[]> {
  const range = { from: tinyDate(100), to: test.to }
  return Promise.all(
    ['reversal-1', 'equal-weight'].map(async (name): Promise<ComponentBooks> => {
      const rule = await strategyByName(name)
      const options = { view: on.asOf(train.to), train, config: rule.parseConfig({}) }
      const [dates, weights]: [string[], number[]] = [[], []]
      const decider = rule.restore([], options)
      for await (const day of scoreDates({ market: on, decider, test: range })) {
        const row = new Array<number>(ASSETS + 1).fill(Number.NaN)
        day.columns.forEach((column, place) => {
          row[column] = day.book[place]
        })
        dates.push(day.date)
        weights.push(...row)
      }
      return { runId: name, dates, weights: Float32Array.from(weights) }
    }),
  )
}

describe('every strategy', () => {
  beforeAll(async () => {
    await openEngine('wasm')
  })

  it.each(strategies.map(({ name, load }) => [name, load] as const))(
    '%s: data of t or later do not change its decisions up to t, bit for bit',
    async (_name, load) => {
      const strategy = await load()
      const [all, changed] = [
        await decisions(strategy, market()),
        await decisions(strategy, market(CUT)),
      ]
      const until = CUT - 126 + 1
      for (const of of ['plain', 'riskAware'] as const) {
        const [days, others] = [all[of], changed[of]]
        expect(days.slice(0, until).some((day) => day.book.some((w) => w !== 0))).toBe(true)
        expect(others.slice(0, until)).toEqual(days.slice(0, until))
        expect(others.slice(until)).not.toEqual(days.slice(until))
      }
      expect(booksOf(all.riskAware)).not.toEqual(booksOf(all.plain))
      for (const day of all.riskAware) expect(sizeOf(day)).toBeLessThanOrEqual(1 + 1e-6)
    },
  )
})
