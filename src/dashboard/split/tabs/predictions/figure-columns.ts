import type { PredictionFiguresQuery } from '../../../api/operations.js'
import type { Column } from '../../../parts/column.js'

type Figures = NonNullable<PredictionFiguresQuery['split']>
type Day = Figures['rankICs'][number]
type Bin = Figures['predictionMeasures']['reliability'][number]

/** Of the file: Rank IC and spread of each date. */
export const IC_COLUMNS: readonly Column<Day>[] = (['date', 'rankIC', 'spread'] as const).map(
  (name) => ({ label: name, name, value: (day) => day[name] }),
)

/** Of the file: shares of the absolute z beside those of a normal distribution. */
export const RELIABILITY_COLUMNS: readonly Column<Bin>[] = (
  ['from', 'to', 'share', 'expected'] as const
).map((name) => ({ label: name, name, value: (bin) => bin[name] }))
