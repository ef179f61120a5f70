import { z } from 'zod'
import { type CnnTransformerParams, cnnTransformer } from '../../policy/cnn-transformer.js'
import { FF_CNN_TRANSFORMER } from '../catalogue.js'
import { parseSettings } from '../parse-settings.js'
import { assertHasFactors, ffSettings } from './ff-settings.js'
import { policyOnResiduals } from './policy-on-residuals.js'
import { cnnTransformerSettings, trainingSettings } from './policy-settings.js'
import { RollingFamaFrench } from './rolling-fama-french.js'

const settings = z.strictObject({ ...ffSettings, ...trainingSettings, ...cnnTransformerSettings })

function parseFfCnnTransformerConfig(overrides: Record<string, unknown>) {
  return parseSettings(FF_CNN_TRANSFORMER.name, settings, overrides)
}

export type FfCnnTransformerConfig = ReturnType<typeof parseFfCnnTransformerConfig>

/**
 * Fama-French residuals traded by the CNN-Transformer of "Deep Learning Statistical Arbitrage",
 * trained with costs and on the schedule of `attention-longconv`.
 */
export const ffCnnTransformer = policyOnResiduals<FfCnnTransformerConfig, CnnTransformerParams>({
  info: FF_CNN_TRANSFORMER,
  settings,
  parseConfig: parseFfCnnTransformerConfig,
  assertFits: assertHasFactors,
  factors: (config) => new RollingFamaFrench(config),
  policy: cnnTransformer,
  factorLegs: ({ factorCount }) => factorCount,
})
