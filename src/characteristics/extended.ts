import type { CharacteristicDefinition } from './definitions.js'
import type { AssetHistory } from './history.js'
import {
  rollingCount,
  rollingCovariance,
  rollingMean,
  rollingSum,
  rollingVariance,
} from './rolling.js'

const MONTH = 21
const HALF_YEAR = 126
const YEAR = 252
const FIVE_YEARS = 1260

/** Five years of returns over three dates. */
const REACH = { dates: FIVE_YEARS + 2, block: FIVE_YEARS }

/**
 * Further characteristics of Attention Factors (Epstein et al. 2025, table 1) that price and volume
 * give, for runs that select them: `Beta` and `SUV` as in its sources, beside the shorter ones of
 * the standard set; `Spread` estimated from highs and lows, since quotes are not in the data; a
 * turnover relative to the asset's own, since shares outstanding are not. `ST_Rev` is `r2_1`; `LME` and
 * the accounting items need other data.
 */
export const EXTENDED_DEFINITIONS: readonly CharacteristicDefinition[] = [
  {
    name: 'Beta5Y',
    formula:
      'corr(Σ₃ log(1 + R), Σ₃ log(1 + m)), 1260 dates, at least 750, times sd(R) / sd(m), 252 dates, at least 120',
    compute: betaOfFiveYears,
  },
  {
    name: 'SUV6M',
    formula:
      'mean of (V − a − b R⁺ − c R⁻) / s over 21 dates; a, b, c, s by least squares on the 126 dates before them, at least 60',
    compute: standardisedVolume,
  },
  {
    name: 'Spread',
    formula:
      'mean of √max(0, 4 (c_{t−1} − η_{t−1})(c_{t−1} − η_t)), 21 dates, at least 10; c log close, η the middle of log high and low',
    compute: spread,
  },
  {
    name: 'RelTurnover',
    formula: 'mean(V), 21 dates, at least 10, over mean(V), 252 dates, at least 120',
    compute: relativeTurnover,
  },
].map((definition) => ({ ...definition, group: 'trading frictions', lag: 1, reach: REACH }))

/** Correlation of overlapping three-day log returns times the ratio of volatilities (Frazzini and Pedersen 2014). */
function betaOfFiveYears({ returns, market }: AssetHistory): Float64Array {
  const [own, others] = [threeDays(returns), threeDays(market)]
  const together = rollingCovariance(own, others, FIVE_YEARS, 750)
  const ownVariance = rollingVariance(onDatesOf(own, others), FIVE_YEARS, 750)
  const otherVariance = rollingVariance(onDatesOf(others, own), FIVE_YEARS, 750)
  const recent = rollingVariance(returns, YEAR, 120)
  const recentMarket = rollingVariance(onDatesOf(market, returns), YEAR, 120)
  return together.map(
    (value, t) =>
      (value / Math.sqrt(ownVariance[t] * otherVariance[t])) *
      Math.sqrt(recent[t] / recentMarket[t]),
  )
}

/** `Σ log(1 + R)` of three dates, NaN where one is missing. */
function threeDays(returns: Float64Array): Float64Array {
  const logs = returns.map(Math.log1p)
  return logs.map((value, t) => (t < 2 ? Number.NaN : value + logs[t - 1] + logs[t - 2]))
}

/** `x` where `y` is known, else NaN. */
function onDatesOf(x: Float64Array, y: Float64Array): Float64Array {
  return x.map((value, t) => (Number.isNaN(y[t]) ? Number.NaN : value))
}

/**
 * Standardised unexplained volume (Garfinkel 2009): least squares of V on 1, R⁺ = max(R, 0) and
 * R⁻ = max(−R, 0). One of the two is always 0, so of their centred moments only −n R̄⁺R̄⁻ joins them.
 */
function standardisedVolume({ returns, volume }: AssetHistory): Float64Array {
  const both = returns.map((value, t) => value + volume[t]) // NaN where either is missing
  const shares = onDatesOf(volume, both)
  const up = onDatesOf(returns, both).map((value) => Math.max(value, 0))
  const down = onDatesOf(returns, both).map((value) => Math.max(-value, 0))
  const fitted = {
    count: rollingCount(both, HALF_YEAR),
    v: rollingSum(shares, HALF_YEAR),
    p: rollingSum(up, HALF_YEAR),
    q: rollingSum(down, HALF_YEAR),
    vv: sumOfProducts(shares, shares),
    pp: sumOfProducts(up, up),
    qq: sumOfProducts(down, down),
    vp: sumOfProducts(shares, up),
    vq: sumOfProducts(shares, down),
  }
  const [lateV, lateP, lateQ] = [shares, up, down].map((x) => rollingMean(x, MONTH, 10))
  return returns.map((_, t) => {
    const volumes = t < MONTH ? null : volumesOn(fitted, t - MONTH)
    if (!volumes) return Number.NaN
    const { mean, slopeUp, slopeDown, deviation } = volumes
    const expected = slopeUp * (lateP[t] - mean.p) + slopeDown * (lateQ[t] - mean.q)
    return (lateV[t] - mean.v - expected) / deviation
  })
}

type Sums = Readonly<Record<'v' | 'vv' | 'p' | 'pp' | 'vp' | 'q' | 'qq' | 'vq', Float64Array>>

/** The regression on the dates up to s; null where there are too few or they are collinear. */
function volumesOn({ count, ...sums }: Sums & { readonly count: Int32Array }, s: number) {
  const n = count[s]
  if (n < 60) return null
  const mean = { v: sums.v[s] / n, p: sums.p[s] / n, q: sums.q[s] / n }
  const [vv, pp, qq] = [
    sums.vv[s] - n * mean.v ** 2,
    sums.pp[s] - n * mean.p ** 2,
    sums.qq[s] - n * mean.q ** 2,
  ]
  const [vp, vq] = [sums.vp[s] - n * mean.v * mean.p, sums.vq[s] - n * mean.v * mean.q]
  const pq = -n * mean.p * mean.q
  const determinant = pp * qq - pq * pq
  if (!(determinant > ROUNDING * pp * qq)) return null
  const slopeUp = (vp * qq - vq * pq) / determinant
  const slopeDown = (vq * pp - vp * pq) / determinant
  const unexplained = vv - slopeUp * vp - slopeDown * vq
  if (!(unexplained > ROUNDING * sums.vv[s])) return null
  return { mean, slopeUp, slopeDown, deviation: Math.sqrt(unexplained / (n - 3)) }
}

function sumOfProducts(x: Float64Array, y: Float64Array): Float64Array {
  return rollingSum(
    x.map((value, t) => value * y[t]),
    HALF_YEAR,
  )
}

/** Rounding error of a sum of squares that is 0. */
const ROUNDING = 1e-10

/** The close–high–low estimate of the bid–ask spread over two dates (Abdi and Ranaldo 2017). */
function spread({ price, high, range }: AssetHistory): Float64Array {
  const middle = high.map((value, t) => Math.log(value) - range[t] / 2)
  const twoDays = price.map((_, t) => {
    if (t === 0) return Number.NaN
    const close = Math.log(price[t - 1])
    return Math.sqrt(Math.max(0, 4 * (close - middle[t - 1]) * (close - middle[t])))
  })
  return rollingMean(twoDays, MONTH, 10)
}

function relativeTurnover({ volume }: AssetHistory): Float64Array {
  const usual = rollingMean(volume, YEAR, 120)
  return rollingMean(volume, MONTH, 10).map((recent, t) => recent / usual[t])
}
