import { z } from 'zod'
import type { MarketView } from '../../data/source.js'
import { UserError } from '../../lib/errors.js'
import { type SettingsSchema, setting } from '../../lib/settings.js'
import type { DateRange } from '../../results.js'
import { medianUniverse } from '../universe.js'
import type { FactorSettings, GivenFactors } from './given-factors.js'
import { RollingPca } from './rolling-pca.js'

export interface PcaSettings extends FactorSettings {
  readonly window: number
  readonly loadingWindow: number
}

/** Rolling principal components (as in "Deep Learning Statistical Arbitrage"). */
export const pca: GivenFactors<PcaSettings> = {
  settings: {
    factorCount: setting(z.int().min(1).max(100).default(8), {
      description: 'K, below the median universe',
      source: 'as in attention-longconv; paper: 1 to 100',
    }),
    window: setting(z.int().min(20).max(2520).default(252), {
      description: 'dates of returns behind the correlation matrix',
      source: 'paper',
    }),
    loadingWindow: setting(z.int().min(2).max(2520).optional(), {
      description:
        'last dates of the window on which loadings are regressed, of minimum norm where they are fewer than factors; all of it where unset',
      source: 'not published; Deep Learning Statistical Arbitrage: 60',
    }),
  },
  checked: withLoadingWindow,
  completed: (config) => ({ ...config, loadingWindow: config.loadingWindow ?? config.window }),
  assertFits: assertResidualsLeft,
  open: (config, cache) => new RollingPca(config, cache),
}

/** Loadings see no more dates than the window behind the factors. */
function withLoadingWindow(schema: SettingsSchema): SettingsSchema {
  return schema.refine(
    (config) => {
      const { loadingWindow = 0, window } = config as { loadingWindow?: number; window: number }
      return loadingWindow <= window
    },
    { path: ['loadingWindow'], error: 'loadings cannot see more dates than the window holds' },
  )
}

/** As many factors as assets explain every return: nothing is left to trade. */
function assertResidualsLeft(
  view: MarketView,
  { from, to }: DateRange,
  { factorCount }: FactorSettings,
): void {
  const assetCount = medianUniverse(view, { from, to })
  if (factorCount < assetCount) return
  throw new UserError(
    `factorCount ${factorCount} leaves no residuals to trade: the median universe of ` +
      `${from} to ${to} holds ${assetCount} assets; set factorCount below that, or use a dataset ` +
      'with more assets',
  )
}
