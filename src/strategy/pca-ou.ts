import { z } from 'zod'
import type { MarketView } from '../data/source.js'
import { UserError } from '../lib/errors.js'
import { type SignedWeights, steadySigns } from '../model/factor-signs.js'
import { fitOu, ouPosition, ouPositionAfter, type Position } from '../policy/ornstein-uhlenbeck.js'
import type { DateRange } from '../results.js'
import { PCA_OU } from './catalogue.js'
import { parseSettings } from './parse-settings.js'
import { RollingPca } from './rolling-pca.js'
import type { Factors, Fitted, ResidualWindows, Strategy } from './strategy.js'
import { medianUniverse } from './universe.js'

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
  restore(_checkpoint, view, train, config, cache = null) {
    assertFits(view, train, config)
    return new PcaOu(config, cache)
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
  readonly #pca: RollingPca
  #yesterday: SignedWeights | null = null
  /** Positions of the date before, and of the one being decided. */
  #held: ReadonlyMap<number, Position> = new Map()
  #taken: Map<number, Position> = new Map()

  constructor(config: PcaOuConfig, cache: string | null) {
    this.#config = config
    this.#pca = new RollingPca(config, cache)
    this.factorCount = config.factorCount
    this.lookback = config.lookback
    this.warmUp = config.memory ? WARM_UP_LOOKBACKS * config.lookback : 0
  }

  factorsAt(view: MarketView): Factors {
    this.#held = this.#taken
    this.#taken = new Map()
    const { universe: assets, covered, weights, betas } = this.#pca.at(view)
    const signs = steadySigns({ assets, weights }, this.#yesterday)
    const signed = (values: Float32Array) =>
      values.map((value, index) => signs[Math.floor(index / assets.length)] * value)
    this.#yesterday = { assets, weights: signed(weights) }
    return { weights: this.#yesterday.weights, betas: signed(betas), covered }
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

  dispose(): void {
    this.#pca.flush()
  }
}
