import type { MeasuredRow } from '../walk-forward/measures.js'
import type { RunRow } from '../walk-forward/runs.js'

export type PredictRow = MeasuredRow<RunRow>

/** The row that every paired difference is taken to. */
export const BASE_ID = 'ridge'
export const FACTOR_VAE_ID = 'factor-vae'
export const WITHHELD_ID = 'factor-vae-withheld'
/** m of the robustness row. */
export const WITHHELD_NAMES = 50

const row = (
  id: string,
  label: string,
  strategy: string,
  settings: Record<string, unknown> = {},
): RunRow => ({ id, label, strategy, settings })

/** Every run of the predictors' page, the cheapest first. */
export const PREDICT_ROWS: readonly RunRow[] = [
  row('equal-weight', 'equal-weight universe', 'equal-weight'),
  row(BASE_ID, 'ridge', 'ridge'),
  row('gru', 'GRU', 'gru'),
  row('transformer', 'Transformer', 'transformer'),
  row('ca', 'Conditional autoencoder', 'ca'),
  row(FACTOR_VAE_ID, 'FactorVAE', 'factor-vae'),
  row('factor-vae-unguided', 'FactorVAE, no guidance', 'factor-vae', { guidance: false }),
  {
    ...row(WITHHELD_ID, `FactorVAE, ${WITHHELD_NAMES} names withheld`, 'factor-vae', {
      withheldNames: WITHHELD_NAMES,
    }),
    seeds: 1,
  },
]
