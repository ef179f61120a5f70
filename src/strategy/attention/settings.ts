import { z } from 'zod'
import { setting } from '../../lib/settings.js'
import { count, PAPER, RECIPE, trainingSettings, UNPUBLISHED } from '../../training/settings.js'
import { characteristicSettings } from '../characteristic-settings.js'
import { longConvSettings, lookbackSetting } from '../long-conv-settings.js'
import { parseSettings } from '../parse-settings.js'

/** The settings of `attention-longconv`. Defaults were chosen on 2000–2007, never on test years. */
export const attentionSettings = z.strictObject({
  factorCount: setting(count(1, 256).default(8), {
    description: 'K; never above a quarter of the median universe',
    source: `${RECIPE}; paper: 30`,
  }),
  width: setting(count(1, 512).default(32), { description: 'embedding width d', source: PAPER }),
  init: setting(z.enum(['fan-in', 'unit']).default('fan-in'), {
    description: 'draws of W_K and Q: uniform ± 1/√inputs, or standard normal',
    source: `${UNPUBLISHED} ${RECIPE}`,
  }),
  initScale: setting(z.number().positive().max(100).default(1), {
    description: 'a factor on those draws',
    source: UNPUBLISHED.slice(0, -1),
    later: true,
  }),
  temperature: setting(z.number().min(0.01).max(100).default(1), {
    description:
      'τ of `softmax(Q X̃ᵀ / (τ √d))`: below 1 factors hold fewer names from the start, and differ more',
    source: PAPER,
    later: true,
  }),
  overlapWeight: setting(z.number().min(0).max(1e4).default(0), {
    description:
      'λ of a penalty on factors that are alike: the loss plus λ times the mean of `cos²(W_k, W_l)` over dates and pairs of factor portfolios',
    source: 'not in the paper; 0: none',
    later: true,
  }),
  ridge: setting(z.number().positive().max(1).default(1e-3), {
    description: 'λ of the betas `Wᵀ(WWᵀ + λI)⁻¹`; to be compared with 1/N',
    source: `${UNPUBLISHED} ${RECIPE}`,
  }),
  ...lookbackSetting,
  ...longConvSettings,
  detach: setting(z.boolean().default(false), {
    description: 'no gradient through the policy’s input',
    source: UNPUBLISHED.slice(0, -1),
  }),
  explainedVarianceWeight: setting(z.number().min(0).max(1e4).default(4.8), {
    description: 'λ_Var of the loss, against a daily Sharpe ratio',
    source: `${RECIPE}; paper: 100`,
  }),
  ...trainingSettings,
  ...characteristicSettings,
})

export type AttentionConfig = ReturnType<typeof parseAttentionConfig>

export function parseAttentionConfig(overrides: Record<string, unknown>) {
  return parseSettings('attention-longconv', attentionSettings, overrides)
}
