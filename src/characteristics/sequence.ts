import type { CharacteristicDefinition } from './definitions.js'
import { filedPrice, shares } from './filed.js'
import type { AssetHistory } from './history.js'
import {
  trendFit,
  trendGap,
  windowCorrelation,
  windowDeviation,
  windowVariation,
} from './sequence-windows.js'

const SEQUENCE_GROUP = 'sequence'

/** Number of dates over which the last known value of a sequence feature replaces a missing one. */
const SEQUENCE_CARRY_DATES = 5

/** Of the longest window; each is computed from its own dates alone. */
const REACH = { dates: 60, block: 1 }

type Row = readonly [name: string, formula: string, compute: CharacteristicDefinition['compute']]

const ROWS: readonly Row[] = [
  ['length', '(H − L) / O', length],
  ['lowerShadow', '(min(O, C) − L) / O', lowerShadow],
  ['change60', 'C_{t−60} / C_t', (history) => changeOver(filedPrice(history), 60)],
  ['deviation5', 'sd(C, 5) / C_t', relativeDeviation],
  ['volumeDeviation5', 'sd(V, 5) / mean(V, 5)', (history) => windowVariation(shares(history), 5)],
  [
    'weightedMove5',
    'sd / mean of |g − 1| · V, 5 dates',
    (h) => windowVariation(weightedMove(h), 5),
  ],
  [
    'weightedMove60',
    'sd / mean of |g − 1| · V, 60 dates',
    (h) => windowVariation(weightedMove(h), 60),
  ],
  ...[5, 10, 20, 60].map((n): Row => {
    return [`trendFit${n}`, `R² of C on time, ${n} dates`, (h) => trendFit(filedPrice(h), n)]
  }),
  ...[5, 10].map((n): Row => {
    const formula = `(C_t − line at t) / C_t, line of C on time, ${n} dates`
    return [`trendGap${n}`, formula, (h) => trendGap(filedPrice(h), n)]
  }),
  ...[5, 10, 20, 60].map((n): Row => {
    const of = (h: AssetHistory) => windowCorrelation(filedPrice(h), shares(h).map(Math.log), n)
    return [`priceVolume${n}`, `corr(C, log V), ${n} dates`, of]
  }),
  ...[5, 10, 60].map((n): Row => {
    const of = (h: AssetHistory) => windowCorrelation(growth(h), volumeGrowth(h), n)
    return [`changeVolume${n}`, `corr(g, log(1 + V_t / V_{t−1})), ${n} dates`, of]
  }),
]

/**
 * The twenty price and volume features that FactorVAE (Duan et al., AAAI 2022) selects of Qlib's
 * Alpha158, for models that read a window of dates: O, H, L, C adjusted, V shares above 0,
 * `g = C_t / C_{t−1}`, windows of n dates that end at t, population moments. All are ratios: the level
 * of an adjusted close has no effect. NaN where a value of the window is missing, then replaced by the
 * last known value for at most 5 dates. In no set: a run names the group `sequence` or single ones.
 */
export const SEQUENCE_DEFINITIONS: readonly CharacteristicDefinition[] = ROWS.map(
  ([name, formula, compute]) => ({
    name,
    group: SEQUENCE_GROUP,
    lag: 1,
    reach: REACH,
    carry: SEQUENCE_CARRY_DATES,
    formula,
    compute,
  }),
)

function length({ openRatio, lowRatio, range }: AssetHistory): Float64Array {
  return range.map((value, t) => (Math.expm1(value) * lowRatio[t]) / openRatio[t])
}

function lowerShadow({ openRatio, lowRatio }: AssetHistory): Float64Array {
  return openRatio.map((open, t) => (Math.min(open, 1) - lowRatio[t]) / open)
}

function relativeDeviation(history: AssetHistory): Float64Array {
  const price = filedPrice(history)
  return windowDeviation(price, 5).map((deviation, t) => deviation / price[t])
}

/** `g_t = C_t / C_{t−1}` */
function growth(history: AssetHistory): Float64Array {
  const price = filedPrice(history)
  return price.map((value, t) => (t === 0 ? Number.NaN : value / price[t - 1]))
}

/** `log(1 + V_t / V_{t−1})` */
function volumeGrowth(history: AssetHistory): Float64Array {
  const volume = shares(history)
  return volume.map((value, t) => (t === 0 ? Number.NaN : Math.log1p(value / volume[t - 1])))
}

/** `|g_t − 1| V_t` */
function weightedMove(history: AssetHistory): Float64Array {
  const volume = shares(history)
  return growth(history).map((value, t) => Math.abs(value - 1) * volume[t])
}

/** `x_{t−n} / x_t` */
function changeOver(x: Float64Array, n: number): Float64Array {
  return x.map((value, t) => (t < n ? Number.NaN : x[t - n] / value))
}
