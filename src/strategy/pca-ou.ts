import { z } from 'zod'
import type { MarketView } from '../data/source.js'
import { UserError } from '../lib/errors.js'
import { type SignedWeights, steadySigns } from '../model/factor-signs.js'
import { pcaFactors } from '../model/pca.js'
import { fitOu, ouPosition, ouPositionAfter, type Position } from '../policy/ornstein-uhlenbeck.js'
import type { DateRange } from '../results.js'
import { PCA_OU } from './catalogue.js'
import { completeWindow } from './complete-window.js'
import { parseSettings } from './parse-settings.js'
import type { Factors, Fitted, ResidualWindows, Strategy } from './strategy.js'
import { medianUniverse, universeOf } from './universe.js'

const settings = z
  .strictObject({
    factorCount: z.int().min(1).max(100).default(8),
    /** Dates of returns behind the correlation matrix. */
    window: z.int().min(20).max(2520).default(252),
    /** The last dates of the window on which loadings are regressed; all of it by default. */
    loadingWindow: z.int().min(2).max(2520).optional(),
    /** Residuals behind a score. */
    lookback: z.int().min(5).max(252).default(30),
    entry: z.number().positive().default(1.25),
    minimumRSquared: z.number().min(0).max(1).default(0.25),
    /** Hold a position until its exit (Avellaneda & Lee) rather than for the day. */
    memory: z.boolean().default(false),
    exitLong: z.number().default(0.5),
    exitShort: z.number().default(0.75),
  })
  .refine(({ loadingWindow = 0, window }) => loadingWindow <= window, {
    path: ['loadingWindow'],
    error: 'loadings cannot see more dates than the window holds',
  })

export type PcaOuConfig = Required<z.infer<typeof settings>>

/**
 * Rolling PCA residuals traded by an Ornstein-Uhlenbeck threshold: the baseline of Attention Factors
 * (PCA as in "Deep Learning Statistical Arbitrage"). Nothing is trained.
 */
export const pcaOu: Strategy<PcaOuConfig> = {
  ...PCA_OU,
  needsEngine: false,
  defaultSeedCount: 1,
  parseConfig(overrides) {
    const config = parseSettings(PCA_OU.name, settings, overrides)
    return { ...config, loadingWindow: config.loadingWindow ?? config.window }
  },
  fit: () => Promise.resolve({ checkpoint: null, epochs: [] }),
  assertFits,
  restore(_checkpoint, view, train, config) {
    assertFits(view, train, config)
    return new PcaOu(config)
  },
}

/** As many factors as assets explain every return: nothing is left to trade. */
function assertFits(view: MarketView, { from, to }: DateRange, config: PcaOuConfig): void {
  const assetCount = medianUniverse(view, { from, to })
  if (config.factorCount < assetCount) return
  throw new UserError(
    `factorCount ${config.factorCount} leaves no residuals to trade: the median universe of ` +
      `${from} to ${to} holds ${assetCount} assets; set factorCount below that, or use a dataset ` +
      'with more assets',
  )
}

/** In lookbacks: by then every position has been entered or left since. */
const WARM_UP_LOOKBACKS = 3

class PcaOu implements Fitted {
  readonly factorCount: number
  readonly lookback: number
  readonly warmUp: number
  readonly #config: PcaOuConfig
  #yesterday: SignedWeights | null = null
  /** Positions of the date before, and of the one being decided. */
  #held: ReadonlyMap<number, Position> = new Map()
  #taken: Map<number, Position> = new Map()

  constructor(config: PcaOuConfig) {
    this.#config = config
    this.factorCount = config.factorCount
    this.lookback = config.lookback
    this.warmUp = config.memory ? WARM_UP_LOOKBACKS * config.lookback : 0
  }

  factorsAt(view: MarketView): Factors {
    this.#held = this.#taken
    this.#taken = new Map()
    const universe = universeOf(view)
    const { places, returns } = completeWindow(view, universe, this.#config.window)
    const { weights, betas } = pcaFactors(returns, places.length, this.#config)
    const assets = places.map((place) => universe[place])
    const signs = steadySigns({ assets, weights }, this.#yesterday)
    const signed = (values: Float64Array) =>
      values.map((value, index) => signs[Math.floor(index / assets.length)] * value)
    this.#yesterday = { assets, weights: signed(weights) }
    const covered = new Uint8Array(universe.length)
    for (const place of places) covered[place] = 1
    const spread = (values: Float64Array) =>
      spreadOver(values, places, { n: universe.length, factorCount: this.factorCount })
    return { weights: spread(signed(weights)), betas: spread(signed(betas)), covered }
  }

  policyAt(windows: ResidualWindows): Float32Array {
    const { assets, count, lookback, values } = windows
    for (let i = 0; i < count; i++) {
      const fit = fitOu(values.subarray(i * lookback, (i + 1) * lookback))
      const held = this.#held.get(assets[i]) ?? 0
      const position = this.#config.memory
        ? ouPositionAfter(held, fit, this.#config)
        : ouPosition(fit, this.#config)
      this.#taken.set(assets[i], position)
    }
    return Float32Array.from(this.#taken.values())
  }

  dispose(): void {}
}

/** `[K, m]` of covered assets as float32 `[K, n]` over the universe, 0 elsewhere. */
function spreadOver(
  values: Float64Array,
  places: Int32Array,
  { n, factorCount }: { readonly n: number; readonly factorCount: number },
): Float32Array<ArrayBuffer> {
  const spread = new Float32Array(factorCount * n)
  for (let k = 0; k < factorCount; k++) {
    for (let i = 0; i < places.length; i++) {
      spread[k * n + places[i]] = values[k * places.length + i]
    }
  }
  return spread
}
