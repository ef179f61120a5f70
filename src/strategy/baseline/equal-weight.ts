import { z } from 'zod'
import { EQUAL_WEIGHT } from '../catalogue.js'
import { parseSettings } from '../parse-settings.js'
import type { Strategy } from '../strategy.js'
import { noFactors } from './no-factors.js'

const settings = z.strictObject({})

/**
 * `w_i = 1/n` over the universe of each date: what holding the market would have brought, and cost
 * to keep in equal parts.
 */
export const equalWeight: Strategy<ReturnType<typeof parseEqualWeightConfig>> = {
  ...EQUAL_WEIGHT,
  needsEngine: false,
  defaultSeedCount: 1,
  settings,
  parseConfig: parseEqualWeightConfig,
  fit: () => Promise.resolve({ checkpoint: null, epochs: [] }),
  restore: () => ({
    factorCount: 0,
    lookback: 0,
    factorsAt: noFactors,
    policyAt: ({ count }) => new Float32Array(count).fill(1),
    dispose() {},
  }),
}

function parseEqualWeightConfig(overrides: Record<string, unknown>) {
  return parseSettings(EQUAL_WEIGHT.name, settings, overrides)
}
