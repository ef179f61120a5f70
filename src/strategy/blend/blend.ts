import { strategyInfo } from '../../catalogue.js'
import type { Execution } from '../../execution/settings.js'
import { assert } from '../../lib/assert.js'
import { resultCellBytes } from '../inputs.js'
import { parseSettings } from '../parse-settings.js'
import type { RuleStrategy } from '../strategy.js'
import { blendedBook } from './blended-book.js'
import { type BlendSettings, blendSettings } from './settings.js'

export type BlendConfig = BlendSettings & Execution

const INFO = strategyInfo('blend')

/** A book of the books of other runs of its dataset: nothing is trained, and what they decided is not decided again. */
export const blend: RuleStrategy<BlendConfig> = {
  info: INFO,
  trains: false,
  defaultSeedCount: 1,
  settings: blendSettings,
  parseConfig: (overrides) => parseSettings(INFO.name, blendSettings, withList(overrides)),
  inputs: () => ({ memory: { bytesPerResultCell: resultCellBytes(0) } }),
  components: ({ runs, weighting, lookback }) => ({
    runs,
    lookback: weighting === 'equal' ? 0 : lookback,
  }),
  restore(_checkpoints, { view, config, components }) {
    assert(components, 'a blend gets the books of its components')
    return blendedBook({
      components,
      assetCount: view.assets.length,
      settings: config,
      execution: config,
    })
  },
}

/** Runs as they are written on a command line, with commas between them. */
function withList(overrides: Record<string, unknown>): Record<string, unknown> {
  const { runs } = overrides
  if (typeof runs !== 'string') return overrides
  return { ...overrides, runs: runs.split(',').map((name) => name.trim()) }
}
