import { z } from 'zod'
import type { StrategyInfo } from '../../catalogue.js'
import { STANDARD } from '../../characteristics/selection.js'
import type { Execution } from '../../execution/settings.js'
import type { SettingsSchema } from '../../lib/settings.js'
import type { MemoryNeed, StrategyInputs } from '../inputs.js'
import { parseSettings } from '../parse-settings.js'
import type { FactorSettings, GivenFactors } from './given-factors.js'

/** What a policy adds to the factors whose residuals it trades. */
export interface PolicyPieces<Config extends FactorSettings> {
  readonly settings: z.ZodRawShape
  memory(config: Config): MemoryNeed
}

/** What methods on residuals of given factors have in common. */
export function onResiduals<F extends FactorSettings, Config extends F & Execution>(
  info: StrategyInfo,
  factors: GivenFactors<F>,
  { settings: ofPolicy, memory }: PolicyPieces<Config>,
) {
  const joined: SettingsSchema = z.strictObject({ ...factors.settings, ...ofPolicy })
  const settings = factors.checked?.(joined) ?? joined
  return {
    info,
    settings,
    parseConfig(overrides: Record<string, unknown>): Config {
      const parsed = parseSettings(info.name, settings, overrides)
      const config = parsed as unknown as Config // the shapes that were joined
      return factors.completed?.(config) ?? config
    },
    /** Nothing reads the ranks but the description of the factors. */
    inputs: (config: Config): StrategyInputs => ({
      ranks: STANDARD,
      factorPortfolios: factors.legs?.(config),
      memory: memory(config),
    }),
    assertFits: factors.assertFits,
  }
}
