import type { SeriesName } from '../../src/series.js'
import { type CostRule, rows } from './cost.js'
import { atMost } from './counts.js'
import { assetsOf, datesIn } from './place.js'
import { measuredReads } from './predictions.js'
import { readsOf } from './reads.js'

/** Codes of a large codebook; how many there are is not known before they are read. */
const CODES = 128
/** Sectors of a code: the assets of a code are of few. */
const SECTORS = 11

/** A codebook measured from its codes on every date of the split, and the measures of their predictions. */
export const codebook: CostRule = ({ module }, place) => [
  { times: 1, place, reads: [...readsOf([seriesOf(module)], place), ...measuredReads(place)] },
]

/** A row for each date, or for each asset on it; the next date of a live split included. */
export const dailyCodes: CostRule = ({ module, ...range }, place) => {
  const each = module === 'CROSS_SECTION' ? 1 : assetsOf(place)
  const dates = datesIn(place, range) + (place.split?.current?.nextDate ? 1 : 0)
  return rows(dates * each, place)
}

/** A row for each code. */
export const eachCode: CostRule = (_, place) => rows(CODES, place)

/** A row for each asset of the `top` of a code. */
export const nearestAssets: CostRule = ({ top }, place) => rows(atMost(top, assetsOf(place)), place)

/** A row for each sector of a code. */
export const eachSector: CostRule = (_, place) => rows(SECTORS, place)

function seriesOf(module: unknown): SeriesName {
  return module === 'CROSS_SECTION' ? 'cross-section code' : 'time-series code'
}
