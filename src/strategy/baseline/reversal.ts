import { z } from 'zod'
import { strategyInfo } from '../../catalogue.js'
import { setting } from '../../lib/settings.js'
import { reversal } from '../../policy/reversal.js'
import { resultCellBytes } from '../inputs.js'
import { meanOfBooks } from '../mean-of-books.js'
import { parseSettings } from '../parse-settings.js'
import { type ResidualPolicy, residualBook } from '../residual-book.js'
import type { RuleStrategy } from '../strategy.js'

const settings = z.strictObject({
  neutral: setting(z.enum(['market', 'sector']).default('market'), {
    description:
      'the mean that returns are held against: of the universe, or of the asset’s sector',
    source: 'convention',
  }),
})

function parse(strategy: string, overrides: Record<string, unknown>) {
  return parseSettings(strategy, settings, overrides)
}

export type ReversalConfig = ReturnType<typeof parse>

/** Each asset against its return of the last dates. Nothing is trained, and there are no factors. */
export function reversalOver(days: number): RuleStrategy<ReversalConfig> {
  const info = strategyInfo(`reversal-${days}`)
  return {
    info,
    trains: false,
    defaultSeedCount: 1,
    settings,
    parseConfig: (overrides) => parse(info.name, overrides),
    inputs: () => ({ memory: { bytesPerResultCell: resultCellBytes(0) } }),
    restore: (_checkpoints, { config }) =>
      meanOfBooks([
        residualBook({ factors: null, policy: reversalPolicy(days, config), execution: config }),
      ]),
  }
}

/** Its windows hold returns, since no factor took anything from them. */
function reversalPolicy(days: number, { neutral }: ReversalConfig): ResidualPolicy {
  return {
    lookback: days,
    decide: ({ assets, values }, { sectorOf }) =>
      reversal(
        values,
        assets.map((asset) => (neutral === 'sector' ? sectorOf[asset] : 0)),
      ),
    dispose() {},
  }
}
