import { executionSchema } from '../execution/settings.js'
import { isAsBefore } from '../lib/settings.js'
import type { Strategy } from '../strategy/strategy.js'

/**
 * A configuration as a run stores it: without the settings that came after the first runs where they
 * have the default. Parsing it gives the configuration back.
 */
export function storedSettings(
  { settings }: Pick<Strategy, 'settings'>,
  config: object,
): Record<string, unknown> {
  const stored = Object.entries(config).filter(
    ([key, value]) => ![executionSchema, settings].some((schema) => isAsBefore(schema, key, value)),
  )
  return Object.fromEntries(stored)
}
