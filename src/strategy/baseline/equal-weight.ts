import { z } from 'zod'
import { strategyInfo } from '../../catalogue.js'
import { resultCellBytes } from '../inputs.js'
import { meanOfBooks } from '../mean-of-books.js'
import { parseSettings } from '../parse-settings.js'
import { residualBook } from '../residual-book.js'
import type { RuleStrategy } from '../strategy.js'

const INFO = strategyInfo('equal-weight')
const settings = z.strictObject({})

/**
 * `w_i = 1/n` over the universe of each date: what holding the market would have earned, and cost to
 * keep in equal parts.
 */
export const equalWeight: RuleStrategy = {
  info: INFO,
  trains: false,
  defaultSeedCount: 1,
  settings,
  parseConfig: (overrides) => parseSettings(INFO.name, settings, overrides),
  inputs: () => ({ memory: { bytesPerResultCell: resultCellBytes(0) } }),
  restore: (_checkpoints, { config }) =>
    meanOfBooks([
      residualBook({
        factors: null,
        execution: config,
        policy: {
          lookback: 0,
          decide: ({ count }) => new Float32Array(count).fill(1),
          dispose() {},
        },
      }),
    ]),
}
