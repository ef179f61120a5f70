import { z } from 'zod'
import { type FourierFfnParams, fourierFfn } from '../../policy/fourier-ffn.js'
import { PCA_FOURIER_FFN } from '../catalogue.js'
import { parseSettings } from '../parse-settings.js'
import { assertResidualsLeft, withLoadingWindow } from './pca-settings.js'
import { policyOnResiduals } from './policy-on-residuals.js'
import { fourierFfnSettings, pcaSettings, trainingSettings } from './policy-settings.js'
import { RollingPca } from './rolling-pca.js'

const settings = withLoadingWindow(
  z.strictObject({ ...pcaSettings, ...trainingSettings, ...fourierFfnSettings }),
)

function parsePcaFourierFfnConfig(overrides: Record<string, unknown>) {
  const config = parseSettings(PCA_FOURIER_FFN.name, settings, overrides)
  return { ...config, loadingWindow: config.loadingWindow ?? config.window }
}

export type PcaFourierFfnConfig = ReturnType<typeof parsePcaFourierFfnConfig>

/**
 * Residuals of rolling principal components traded by the Fourier + FFN of "Deep Learning
 * Statistical Arbitrage", trained with costs and on the schedule of `attention-longconv`.
 */
export const pcaFourierFfn = policyOnResiduals<PcaFourierFfnConfig, FourierFfnParams>({
  info: PCA_FOURIER_FFN,
  settings,
  parseConfig: parsePcaFourierFfnConfig,
  assertFits: assertResidualsLeft,
  factors: (config, cache) => new RollingPca(config, cache),
  policy: fourierFfn,
})
