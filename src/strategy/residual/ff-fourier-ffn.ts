import { z } from 'zod'
import { type FourierFfnParams, fourierFfn } from '../../policy/fourier-ffn.js'
import { FF_FOURIER_FFN } from '../catalogue.js'
import { parseSettings } from '../parse-settings.js'
import { assertHasFactors, ffSettings } from './ff-settings.js'
import { policyOnResiduals } from './policy-on-residuals.js'
import { fourierFfnSettings, trainingSettings } from './policy-settings.js'
import { RollingFamaFrench } from './rolling-fama-french.js'

const settings = z.strictObject({ ...ffSettings, ...trainingSettings, ...fourierFfnSettings })

function parseFfFourierFfnConfig(overrides: Record<string, unknown>) {
  return parseSettings(FF_FOURIER_FFN.name, settings, overrides)
}

export type FfFourierFfnConfig = ReturnType<typeof parseFfFourierFfnConfig>

/**
 * Fama-French residuals traded by the Fourier + FFN of "Deep Learning Statistical Arbitrage",
 * trained with costs and on the schedule of `attention-longconv`.
 */
export const ffFourierFfn = policyOnResiduals<FfFourierFfnConfig, FourierFfnParams>({
  info: FF_FOURIER_FFN,
  settings,
  parseConfig: parseFfFourierFfnConfig,
  assertFits: assertHasFactors,
  factors: (config) => new RollingFamaFrench(config),
  policy: fourierFfn,
  factorLegs: ({ factorCount }) => factorCount,
})
