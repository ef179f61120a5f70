import type { MarketView } from '../../data/source.js'
import type { SettingsSchema } from '../../lib/settings.js'
import {
  fitOu,
  ouPosition,
  ouPositionAfter,
  type Position,
} from '../../policy/ornstein-uhlenbeck.js'
import type { DateRange } from '../../results.js'
import type { Factors, Fitted, ResidualWindows, Strategy, StrategyInfo } from '../strategy.js'
import type { OuSettings } from './ou-settings.js'
import type { RollingFactors } from './rolling-factors.js'
import { SteadyFactors } from './steady-factors.js'

export type OuConfig = OuSettings & { readonly factorCount: number }

/** A method that trades residuals of factors that are given by a threshold: its pieces. */
export interface OuOnResiduals<Config extends OuConfig> {
  readonly info: StrategyInfo
  readonly settings: SettingsSchema
  parseConfig(overrides: Record<string, unknown>): Config
  assertFits(view: MarketView, train: DateRange, config: Config): void
  factors(config: Config, cache: string | null): RollingFactors
  /** Factor portfolios that its books hold, the first so many of the market's; none by default. */
  factorLegs?(config: Config): number
}

/** Residuals of rolling factors, traded by an Ornstein-Uhlenbeck threshold. Nothing is trained. */
export function ouOnResiduals<Config extends OuConfig>(
  pieces: OuOnResiduals<Config>,
): Strategy<Config> {
  return {
    ...pieces.info,
    needsEngine: false,
    defaultSeedCount: 1,
    needsFactorPortfolios: pieces.factorLegs !== undefined,
    settings: pieces.settings,
    parseConfig: pieces.parseConfig,
    fit: () => Promise.resolve({ checkpoint: null, epochs: [] }),
    assertFits: pieces.assertFits,
    restore(_checkpoint, view, train, config, cache = null) {
      pieces.assertFits(view, train, config)
      return new OuTrader(pieces, config, cache)
    },
  }
}

/** In lookbacks: by then every position has been entered or left since. */
const WARM_UP_LOOKBACKS = 3

class OuTrader<Config extends OuConfig> implements Fitted {
  readonly factorCount: number
  readonly lookback: number
  readonly warmUp: number
  readonly factorLegs: number
  readonly #config: Config
  readonly #factors: SteadyFactors
  /** Positions of the date before, and of the one being decided. */
  #held: ReadonlyMap<number, Position> = new Map()
  #taken: Map<number, Position> = new Map()

  constructor(
    { factors, factorLegs }: OuOnResiduals<Config>,
    config: Config,
    cache: string | null,
  ) {
    this.#config = config
    this.#factors = new SteadyFactors(factors(config, cache))
    this.factorCount = config.factorCount
    this.lookback = config.lookback
    this.warmUp = config.memory ? WARM_UP_LOOKBACKS * config.lookback : 0
    this.factorLegs = factorLegs?.(config) ?? 0
  }

  factorsAt(view: MarketView): Factors {
    this.#held = this.#taken
    this.#taken = new Map()
    return this.#factors.at(view)
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
    this.#factors.flush()
  }
}
