import { describe, expect, it } from 'vitest'
import { EXTENDED_DEFINITIONS } from '../../../src/characteristics/extended.js'
import type { AssetHistory } from '../../../src/characteristics/history.js'
import { createRandom } from '../../../src/lib/random.js'

const T = 1400
const random = createRandom(11, 1)
const normals = (scale: number) => Float64Array.from({ length: T }, () => scale * random.normal())
const market = normals(0.01)
const noise = normals(0.02)
const returns = market.map((m, t) => (t % 97 === 5 ? Number.NaN : 1.3 * m + noise[t]))
const price = returns.map(() => 0)
for (let t = 0, level = 100; t < T; t++) {
  level *= 1 + (Number.isNaN(returns[t]) ? 0 : returns[t])
  price[t] = level
}
const volume = returns.map((r, t) =>
  t % 53 === 7
    ? Number.NaN
    : 1e6 * Math.exp(0.3 * noise[(t * 7) % T] * 50) * (1 + 10 * Math.abs(r || 0)),
)
const range = normals(0.01).map((x) => 0.002 + Math.abs(x))
const history: AssetHistory = {
  firstRow: 0,
  returns,
  market,
  price,
  high: price.map((p, t) => p * Math.exp(0.6 * range[t])),
  range,
  openRatio: returns,
  lowRatio: returns,
  volume,
  dollarVolume: volume.map((v, t) => v * price[t]),
}
const compute = (name: string, of: Partial<AssetHistory> = {}) => {
  const definition = EXTENDED_DEFINITIONS.find((one) => one.name === name)
  if (!definition) throw new Error(`no ${name}`)
  return definition.compute({ ...history, ...of })
}

describe('extended characteristics', () => {
  it.each([...EXTENDED_DEFINITIONS])('$name does not depend on later dates', ({ name }) => {
    const cut = 1320
    const until = (values: Float64Array) => values.slice(0, cut)
    const short = compute(name, {
      returns: until(returns),
      market: until(market),
      price: until(price),
      high: until(history.high),
      range: until(range),
      volume: until(volume),
    })
    expect(short).toEqual(compute(name).slice(0, cut))
    expect(short.slice(-60).every(Number.isFinite)).toBe(true)
  })

  it('Beta5Y is a correlation of three-day returns times a ratio of volatilities', () => {
    const betas = compute('Beta5Y')
    const t = 1350
    const logs = (x: Float64Array, s: number) =>
      [0, 1, 2].reduce((sum, back) => sum + Math.log1p(x[s - back]), 0)
    const dates = Array.from({ length: 1260 }, (_, i) => t - 1259 + i)
    const pairs = dates
      .map((s) => [logs(returns, s), logs(market, s)] as const)
      .filter(([own]) => !Number.isNaN(own))
    const year = Array.from({ length: 252 }, (_, i) => t - 251 + i).filter(
      (s) => !Number.isNaN(returns[s]),
    )
    const [x, y] = [pairs.map(([own]) => own), pairs.map(([, other]) => other)]
    const expected =
      (cov(x, y) / Math.sqrt(cov(x, x) * cov(y, y))) *
      Math.sqrt(
        cov(
          year.map((s) => returns[s]),
          year.map((s) => returns[s]),
        ) /
          cov(
            year.map((s) => market[s]),
            year.map((s) => market[s]),
          ),
      )
    expect(betas[t]).toBeCloseTo(expected, 10)
    expect(betas[700]).toBeNaN()
  })

  it('SUV6M is the mean standardised error of a regression on earlier dates', () => {
    const values = compute('SUV6M')
    for (const t of [200, 777, 1399]) {
      const known = (s: number) => !Number.isNaN(returns[s] + volume[s])
      const fit = Array.from({ length: 126 }, (_, i) => t - 21 - 125 + i).filter(known)
      const late = Array.from({ length: 21 }, (_, i) => t - 20 + i).filter(known)
      const row = (s: number) => [1, Math.max(returns[s], 0), Math.max(-returns[s], 0)]
      const b = leastSquares(
        fit.map(row),
        fit.map((s) => volume[s] / 1e6),
      )
      const error = (s: number) => volume[s] / 1e6 - row(s).reduce((sum, x, i) => sum + x * b[i], 0)
      const deviation = Math.sqrt(fit.reduce((sum, s) => sum + error(s) ** 2, 0) / (fit.length - 3))
      const expected = late.reduce((sum, s) => sum + error(s), 0) / late.length / deviation
      expect(values[t]).toBeCloseTo(expected, 8)
    }
    expect(values[60]).toBeNaN()
    expect(compute('SUV6M', { volume: volume.map(() => 5) }).every(Number.isNaN)).toBe(true)
  })

  it('Spread recovers the bid-ask bounce around a constant price', () => {
    const half = 0.004
    const at = (t: number) => (t % 2 === 0 ? 1 : -1)
    const bounce = returns.map((_, t) => 100 * Math.exp(half * at(t)))
    const estimate = compute('Spread', {
      price: bounce,
      high: returns.map(() => 100 * Math.exp(half)),
      range: returns.map(() => 2 * half),
    })
    expect(estimate[9]).toBeNaN()
    expect(estimate[10]).toBeCloseTo(2 * half, 12)
    const none = compute('Spread', {
      price: returns.map(() => 100),
      high: returns.map(() => 100),
      range: returns.map(() => 0),
    })
    expect(none[100]).toBeCloseTo(0, 12)
  })

  it('RelTurnover is the volume of a month relative to that of a year', () => {
    const doubled = returns.map((_, t) => (t >= 379 ? 200 : 100))
    const values = compute('RelTurnover', { volume: doubled })
    expect(values[118]).toBeNaN()
    expect(values[378]).toBe(1)
    expect(values[399]).toBeCloseTo(200 / (100 + (100 * 21) / 252), 12)
  })
})

function cov(x: number[], y: number[]): number {
  const mean = (z: number[]) => z.reduce((sum, value) => sum + value, 0) / z.length
  const [mx, my] = [mean(x), mean(y)]
  return x.reduce((sum, value, i) => sum + (value - mx) * (y[i] - my), 0) / (x.length - 1)
}

/** By the normal equations and elimination, pivots in their own order. */
function leastSquares(rows: number[][], y: number[]): number[] {
  const n = rows[0].length
  const a = Array.from({ length: n }, (_, i) => [
    ...Array.from({ length: n }, (_, j) => rows.reduce((sum, row) => sum + row[i] * row[j], 0)),
    rows.reduce((sum, row, s) => sum + row[i] * y[s], 0),
  ])
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < n; k++) {
      if (k === i) continue
      const share = a[k][i] / a[i][i]
      a[k] = a[k].map((value, j) => value - share * a[i][j])
    }
  }
  return a.map((row, i) => row[n] / row[i])
}
