import { z } from 'zod'
import type { LongConvParams } from '../../policy/long-conv.js'
import { longConv } from '../../policy/trained-policy.js'
import { PCA_LONGCONV } from '../catalogue.js'
import { parseSettings } from '../parse-settings.js'
import { assertResidualsLeft, withLoadingWindow } from './pca-settings.js'
import { policyOnResiduals } from './policy-on-residuals.js'
import { longConvSettings, pcaSettings, trainingSettings } from './policy-settings.js'
import { RollingPca } from './rolling-pca.js'

const settings = withLoadingWindow(
  z.strictObject({ ...pcaSettings, ...trainingSettings, ...longConvSettings }),
)

function parsePcaLongConvConfig(overrides: Record<string, unknown>) {
  const config = parseSettings(PCA_LONGCONV.name, settings, overrides)
  return { ...config, loadingWindow: config.loadingWindow ?? config.window }
}

export type PcaLongConvConfig = ReturnType<typeof parsePcaLongConvConfig>

/**
 * Residuals of rolling principal components traded by the long convolution of Attention Factors,
 * trained as there: what is left of it without the factors that attend to characteristics.
 */
export const pcaLongConv = policyOnResiduals<PcaLongConvConfig, LongConvParams>({
  info: PCA_LONGCONV,
  settings,
  parseConfig: parsePcaLongConvConfig,
  assertFits: assertResidualsLeft,
  factors: (config, cache) => new RollingPca(config, cache),
  policy: longConv,
})
