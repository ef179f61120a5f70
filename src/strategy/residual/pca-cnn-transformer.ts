import { z } from 'zod'
import { type CnnTransformerParams, cnnTransformer } from '../../policy/cnn-transformer.js'
import { PCA_CNN_TRANSFORMER } from '../catalogue.js'
import { parseSettings } from '../parse-settings.js'
import { assertResidualsLeft, withLoadingWindow } from './pca-settings.js'
import { policyOnResiduals } from './policy-on-residuals.js'
import { cnnTransformerSettings, pcaSettings, trainingSettings } from './policy-settings.js'
import { RollingPca } from './rolling-pca.js'

const settings = withLoadingWindow(
  z.strictObject({ ...pcaSettings, ...trainingSettings, ...cnnTransformerSettings }),
)

function parsePcaCnnTransformerConfig(overrides: Record<string, unknown>) {
  const config = parseSettings(PCA_CNN_TRANSFORMER.name, settings, overrides)
  return { ...config, loadingWindow: config.loadingWindow ?? config.window }
}

export type PcaCnnTransformerConfig = ReturnType<typeof parsePcaCnnTransformerConfig>

/**
 * Residuals of rolling principal components traded by the CNN-Transformer of "Deep Learning
 * Statistical Arbitrage", trained with costs and on the schedule of `attention-longconv`.
 */
export const pcaCnnTransformer = policyOnResiduals<PcaCnnTransformerConfig, CnnTransformerParams>({
  info: PCA_CNN_TRANSFORMER,
  settings,
  parseConfig: parsePcaCnnTransformerConfig,
  assertFits: assertResidualsLeft,
  factors: (config, cache) => new RollingPca(config, cache),
  policy: cnnTransformer,
})
