import { z } from 'zod'
import { PCA_OU } from '../catalogue.js'
import { parseSettings } from '../parse-settings.js'
import { ouOnResiduals } from './ou-on-residuals.js'
import { ouSettings } from './ou-settings.js'
import { assertResidualsLeft, withLoadingWindow } from './pca-settings.js'
import { pcaSettings } from './policy-settings.js'
import { RollingPca } from './rolling-pca.js'

const settings = withLoadingWindow(z.strictObject({ ...pcaSettings, ...ouSettings }))

function parsePcaOuConfig(overrides: Record<string, unknown>) {
  const config = parseSettings(PCA_OU.name, settings, overrides)
  return { ...config, loadingWindow: config.loadingWindow ?? config.window }
}

export type PcaOuConfig = ReturnType<typeof parsePcaOuConfig>

/**
 * Rolling PCA residuals traded by an Ornstein-Uhlenbeck threshold: the baseline of Attention Factors
 * (PCA as in "Deep Learning Statistical Arbitrage"). Nothing is trained.
 */
export const pcaOu = ouOnResiduals<PcaOuConfig>({
  info: PCA_OU,
  settings,
  parseConfig: parsePcaOuConfig,
  assertFits: assertResidualsLeft,
  factors: (config, cache) => new RollingPca(config, cache),
})
