import type { Column } from '../../../parts/column.js'
import type { LatentDay } from './latent-days.js'

const NAMES = ['date', 'index', 'priorMean', 'priorRisk', 'posteriorMean', 'posteriorRisk'] as const

/** Of the file: every date of every latent factor. */
export const LATENT_DAY_COLUMNS: readonly Column<LatentDay>[] = NAMES.map((name) => ({
  label: name,
  name,
  value: (day) => day[name],
}))
