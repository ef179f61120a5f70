import { z } from 'zod'
import { FF_OU } from '../catalogue.js'
import { parseSettings } from '../parse-settings.js'
import { assertHasFactors, ffSettings } from './ff-settings.js'
import { ouOnResiduals } from './ou-on-residuals.js'
import { ouSettings } from './ou-settings.js'
import { RollingFamaFrench } from './rolling-fama-french.js'

const settings = z.strictObject({ ...ffSettings, ...ouSettings })

function parseFfOuConfig(overrides: Record<string, unknown>) {
  return parseSettings(FF_OU.name, settings, overrides)
}

export type FfOuConfig = ReturnType<typeof parseFfOuConfig>

/** Fama-French residuals traded by an Ornstein-Uhlenbeck threshold. Nothing is trained. */
export const ffOu = ouOnResiduals<FfOuConfig>({
  info: FF_OU,
  settings,
  parseConfig: parseFfOuConfig,
  assertFits: assertHasFactors,
  factors: (config) => new RollingFamaFrench(config),
  factorLegs: ({ factorCount }) => factorCount,
})
