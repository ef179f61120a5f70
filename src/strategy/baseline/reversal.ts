import { z } from 'zod'
import type { MarketView } from '../../data/source.js'
import { setting } from '../../lib/settings.js'
import { reversal } from '../../policy/reversal.js'
import { type ReversalDays, reversalInfo } from '../catalogue.js'
import { parseSettings } from '../parse-settings.js'
import type { Factors, Fitted, ResidualWindows, Strategy } from '../strategy.js'
import { noFactors } from './no-factors.js'

const settings = z.strictObject({
  neutral: setting(z.enum(['market', 'sector']).default('market'), {
    description:
      'the mean that returns are held against: of the universe, or of the asset’s sector',
    source: 'convention',
  }),
})

export type ReversalConfig = ReturnType<typeof parse>

function parse(strategy: string, overrides: Record<string, unknown>) {
  return parseSettings(strategy, settings, overrides)
}

/** Each asset against its return of the last dates. Nothing is trained, and there are no factors. */
export const reversals: Readonly<Record<ReversalDays, Strategy<ReversalConfig>>> = {
  1: over(1),
  5: over(5),
  21: over(21),
}

function over(days: ReversalDays): Strategy<ReversalConfig> {
  const info = reversalInfo(days)
  return {
    ...info,
    needsEngine: false,
    defaultSeedCount: 1,
    settings,
    parseConfig: (overrides) => parse(info.name, overrides),
    fit: () => Promise.resolve({ checkpoint: null, epochs: [] }),
    restore: (_checkpoint, _view, _train, config) => new Reversal(days, config),
  }
}

class Reversal implements Fitted {
  readonly factorCount = 0
  readonly lookback: number
  readonly #config: ReversalConfig
  #sectorOf = new Int32Array()

  constructor(days: number, config: ReversalConfig) {
    this.lookback = days
    this.#config = config
  }

  factorsAt(view: MarketView): Factors {
    this.#sectorOf = view.sectorOf as Int32Array<ArrayBuffer>
    return noFactors(view)
  }

  /** The windows are returns, as nothing was taken from them. */
  policyAt({ assets, values }: ResidualWindows): Float32Array {
    const bySector = this.#config.neutral === 'sector'
    return reversal(
      values,
      assets.map((asset) => (bySector ? this.#sectorOf[asset] : 0)),
    )
  }

  dispose(): void {}
}
