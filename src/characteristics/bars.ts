import type { CharacteristicDefinition } from './definitions.js'
import { filedPrice, shares } from './filed.js'
import type { AssetHistory } from './history.js'
import { rollingCount, rollingMean, rollingVariance } from './rolling.js'
import type { CharacteristicSelection } from './selection.js'

const BARS_GROUP = 'bars'

/** Number of dates before a bar for its scale and its mean volume, and the fewest known ones. */
const SCALE_DATES = 63
const SCALE_MINIMUM_DATES = 20

/** The scale of the date before, of returns from one date to the next. */
const REACH = { dates: SCALE_DATES + 1, block: SCALE_DATES }

/** Bound at which a bar is clipped. */
const LIMIT = 5

type Row = readonly [name: string, formula: string, compute: CharacteristicDefinition['compute']]

const ROWS: readonly Row[] = [
  ['barOpen', 'log(O_t / C_{t−1}) / s_t', (h) => scaledMove(h, h.openRatio.map(Math.log))],
  ['barHigh', 'log(H_t / C_{t−1}) / s_t', (h) => scaledMove(h, logHighRatio(h))],
  ['barLow', 'log(L_t / C_{t−1}) / s_t', (h) => scaledMove(h, h.lowRatio.map(Math.log))],
  ['barClose', 'log(C_t / C_{t−1}) / s_t', (h) => scaledMove(h, new Float64Array(h.price.length))],
  ['barVolume', 'log V_t − mean of log V over the 63 dates before', volumeLevel],
]

/**
 * Each date's bar on the asset's own scale, for models that reconstruct bars (STORM): O, H, L, C
 * adjusted, `s_t` the population sd of `log(C / C_{−1})` over the 63 dates before t, at least 20 known;
 * clipped to ±5. Not ranked: values are not transformed, 0 where missing and outside the universe;
 * none is carried forward. In no set: a strategy reads them as `MarketView.bars`, or a run names the
 * group `bars` among its characteristics.
 */
export const BAR_DEFINITIONS: readonly CharacteristicDefinition[] = ROWS.map(
  ([name, formula, compute]) => ({
    name,
    group: BARS_GROUP,
    lag: 1,
    reach: REACH,
    carry: 0,
    scale: 'own',
    formula,
    compute: (history) => compute(history).map(clipped),
  }),
)

/** By name: a characteristic of the user may be in a group of the same name. */
export const BARS: CharacteristicSelection = {
  include: BAR_DEFINITIONS.map(({ name }) => name),
  exclude: [],
}

/** `(log(X_t / C_t) + log(C_t / C_{t−1})) / s_t` of `logRatio = log(X / C)`. */
function scaledMove(history: AssetHistory, logRatio: Float64Array): Float64Array {
  const returns = logReturns(history)
  const deviations = before(populationDeviation(returns))
  return logRatio.map((value, t) => (value + returns[t]) / deviations[t])
}

function logHighRatio({ lowRatio, range }: AssetHistory): Float64Array {
  return lowRatio.map((low, t) => Math.log(low) + range[t])
}

function volumeLevel(history: AssetHistory): Float64Array {
  const logs = shares(history).map(Math.log)
  const usual = before(rollingMean(logs, SCALE_DATES, SCALE_MINIMUM_DATES))
  return logs.map((value, t) => value - usual[t])
}

function logReturns(history: AssetHistory): Float64Array {
  const price = filedPrice(history)
  return price.map((value, t) => (t === 0 ? Number.NaN : Math.log(value / price[t - 1])))
}

function populationDeviation(x: Float64Array): Float64Array {
  const counts = rollingCount(x, SCALE_DATES)
  return rollingVariance(x, SCALE_DATES, SCALE_MINIMUM_DATES).map((value, t) =>
    Math.sqrt((value * (counts[t] - 1)) / counts[t]),
  )
}

/** The values of the previous date. */
function before(x: Float64Array): Float64Array {
  return x.map((_, t) => (t === 0 ? Number.NaN : x[t - 1]))
}

function clipped(value: number): number {
  return Number.isFinite(value) ? Math.min(LIMIT, Math.max(-LIMIT, value)) : Number.NaN
}
