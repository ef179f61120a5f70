import type { z } from 'zod'
import type { MarketView } from '../../data/source.js'
import type { SettingsSchema } from '../../lib/settings.js'
import type { DateRange } from '../../results.js'
import type { RollingFactors } from './rolling-factors.js'

export interface FactorSettings {
  readonly factorCount: number
}

/** A factor model that is given, not trained: one entry of the list of factors in `methods.ts`. */
export interface GivenFactors<Settings extends FactorSettings = FactorSettings> {
  readonly settings: z.ZodRawShape
  /** The schema of a whole method, with what must hold between these settings. */
  checked?(schema: SettingsSchema): SettingsSchema
  /** Settings with the defaults that depend on other settings. */
  completed?<Config extends Settings>(config: Config): Config
  /** Throws a UserError where the train range cannot have these factors. */
  assertFits(view: MarketView, train: DateRange, config: Settings): void
  open(config: Settings, cache: string | null): RollingFactors
  /** Factor portfolios of the dataset that its books hold, the first so many; none by default. */
  legs?(config: Settings): number
}
