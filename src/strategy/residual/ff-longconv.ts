import { z } from 'zod'
import type { LongConvParams } from '../../policy/long-conv.js'
import { longConv } from '../../policy/trained-policy.js'
import { FF_LONGCONV } from '../catalogue.js'
import { parseSettings } from '../parse-settings.js'
import { assertHasFactors, ffSettings } from './ff-settings.js'
import { policyOnResiduals } from './policy-on-residuals.js'
import { longConvSettings, trainingSettings } from './policy-settings.js'
import { RollingFamaFrench } from './rolling-fama-french.js'

const settings = z.strictObject({ ...ffSettings, ...trainingSettings, ...longConvSettings })

function parseFfLongConvConfig(overrides: Record<string, unknown>) {
  return parseSettings(FF_LONGCONV.name, settings, overrides)
}

export type FfLongConvConfig = ReturnType<typeof parseFfLongConvConfig>

/** Fama-French residuals traded by the long convolution of Attention Factors, trained as there. */
export const ffLongConv = policyOnResiduals<FfLongConvConfig, LongConvParams>({
  info: FF_LONGCONV,
  settings,
  parseConfig: parseFfLongConvConfig,
  assertFits: assertHasFactors,
  factors: (config) => new RollingFamaFrench(config),
  policy: longConv,
  factorLegs: ({ factorCount }) => factorCount,
})
