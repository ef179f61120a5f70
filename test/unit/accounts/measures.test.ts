import { describe, expect, it } from 'vitest'
import { maxDrawdown } from '../../../src/accounts/drawdown.js'
import { explainedVariance } from '../../../src/accounts/explained-variance.js'
import { hedgedNet } from '../../../src/accounts/hedged.js'
import { measuresOf } from '../../../src/accounts/measures.js'
import { mean, variance } from '../../../src/accounts/moments.js'
import { pnlOf } from '../../../src/accounts/pnl.js'
import { annualisedSharpe, sharpeStandardError } from '../../../src/accounts/sharpe.js'

/** net_t = 0.001 sin(t^1.5) + 0.0002 and m_t = 0.01 cos(t^1.3) + 0.0005; the figures are NumPy's. */
const NET = Float64Array.from({ length: 200 }, (_, t) => 0.001 * Math.sin(t ** 1.5) + 0.0002)
const MARKET = Float64Array.from({ length: 200 }, (_, t) => 0.01 * Math.cos(t ** 1.3) + 0.0005)

describe('the Sharpe ratio', () => {
  it('OB-1: uses the population sd', () => {
    const returns = [0.01, -0.005, 0.007, 0.002]
    expect(mean(returns)).toBeCloseTo(0.0035, 15)
    expect(Math.sqrt(variance(returns))).toBeCloseTo(0.0056789083, 10)
    expect(annualisedSharpe(returns)).toBeCloseTo(9.7837073869, 9)
  })

  it('OB-6: annualises with 252', () => {
    const returns = [0.01, -0.02, 0.015, 0, 0.01]
    expect(Math.sqrt(variance(returns) * 252)).toBeCloseTo(0.19827254, 8)
    expect(annualisedSharpe(returns)).toBeCloseTo(3.81293346, 8)
  })

  it("annualises with the dates a year of the dataset's calendar", () => {
    const pnl = pnlOf(
      Array.from(NET, (gross, t) => ({ date: `d${t}`, gross, turnover: 0, shortExposure: 0 })),
    )
    const inputs = { pnl, hedgedNet: [...NET], market: MARKET }
    const [usual, daily] = [measuresOf(inputs), measuresOf({ ...inputs, datesPerYear: 365 })]
    const scale = Math.sqrt(365 / 252)
    for (const name of [
      'netSharpe',
      'grossSharpe',
      'hedgedNetSharpe',
      'netSharpeStandardError',
      'volatility',
    ] as const) {
      expect(Number(daily[name]) / Number(usual[name])).toBeCloseTo(scale, 12)
    }
    for (const name of ['meanNet', 'meanHedgedNet'] as const) {
      expect(Number(daily[name]) / Number(usual[name])).toBeCloseTo(365 / 252, 12)
    }
    expect(daily.maxDrawdown).toBe(usual.maxDrawdown)
  })

  it('has the standard error √((1 + SR²/2) / T) of Lo (2002)', () => {
    const net = NET.subarray(0, 60)
    expect(annualisedSharpe(net)).toBeCloseTo(6.994024582894664, 9)
    expect(sharpeStandardError(net)).toBeCloseTo(2.1465405886878677, 9)
  })

  it('OB-9: μ/σ gives the published ratios of Attention Factors, Table 2, to their rounding', () => {
    const rows = [
      [14.45, 4.74, 3.05],
      [14.91, 4.89, 3.05],
      [14.21, 4.87, 2.92],
      [15.7, 4.68, 3.35],
      [16.66, 4.37, 3.81],
      [16.66, 4.2, 3.97],
      [16.45, 3.64, 4.52],
      [-11.62, 4.57, -2.54],
      [-14.74, 2.29, -6.45],
    ]
    for (const [mu, sigma, sharpe] of rows) {
      const [centre, sd] = [mu / 252, sigma / Math.sqrt(252)]
      const measured = annualisedSharpe([centre - sd, centre + sd])
      const rounding = 0.005 * (1 + (1 + Math.abs(sharpe)) / sigma)
      expect(Math.abs(Number(measured) - sharpe)).toBeLessThanOrEqual(rounding)
    }
  })

  it('is undefined below two days and without variance', () => {
    expect(annualisedSharpe([])).toBeNull()
    expect(annualisedSharpe([0.01])).toBeNull()
    expect(annualisedSharpe(new Array(7).fill(0.1))).toBeNull()
    const rounding = Array.from({ length: 100 }, (_, k) => 1e-17 * ((k % 7) - 4))
    expect([annualisedSharpe(rounding), sharpeStandardError(rounding)]).toEqual([null, null])
    expect(annualisedSharpe(rounding.map((value) => value * 1e9))).not.toBeNull()
    expect(sharpeStandardError([0, 0, 0])).toBeNull()
  })
})

describe('drawdown', () => {
  it('OB-6, OB-7: is the largest fall below the running peak, which starts at 0', () => {
    expect(maxDrawdown([0.01, -0.02, 0.015, 0, 0.01])).toBeCloseTo(0.02, 15)
    expect(maxDrawdown([-0.05, 0.02])).toBeCloseTo(0.05, 15)
    expect(maxDrawdown([0.01, 0.02])).toBe(0)
    expect(maxDrawdown([])).toBeNull()
  })
})

describe('the market hedge', () => {
  const net = NET.map((value, t) => value + (t > 50 ? 0.3 * MARKET[t] : 0))

  it('uses the beta of up to 126 earlier dates and pays for its changes', () => {
    const hedged = hedgedNet(net, MARKET)
    expect(hedged.slice(0, 20)).toEqual(new Array(20).fill(null))
    expect(hedged[20]).toBeCloseTo(0.0011198226183852461, 12)
    expect(hedged[21]).toBeCloseTo(0.0011881489225573155, 12)
    expect(hedged[100]).toBeCloseTo(0.00018005342235434215, 12)
    expect(hedged[150]).toBeCloseTo(0.0005841526993955125, 12)
    expect(hedged[199]).toBeCloseTo(-0.0008512330834012948, 12)
    expect(annualisedSharpe(hedged.filter((value) => value !== null))).toBeCloseTo(
      4.361523891550878,
      8,
    )
  })

  it('leaves nothing of a book that is the market, costs included', () => {
    const book = MARKET.map((value, t) => value - 1e-6 * (t % 21 === 0 ? 40 : 1))
    expect(hedgedNet(book, MARKET).every((value) => value === null)).toBe(true)
    const opened = book.map((value, t) => (t === 0 ? value - 0.0005 : value))
    expect(hedgedNet(opened, MARKET).every((value) => value === null)).toBe(true)
    const tilted = book.map((value, t) => value + 2e-4 * Math.sin(t ** 1.5))
    expect(
      hedgedNet(tilted, MARKET)
        .slice(20)
        .every((value) => value !== null),
    ).toBe(true)
  })

  it('does not use its own date', () => {
    const changed = Float64Array.from(net)
    changed[150] += 0.01
    const [a, b] = [hedgedNet(net, MARKET), hedgedNet(changed, MARKET)]
    expect(b.slice(0, 150)).toEqual(a.slice(0, 150))
    expect(Number(b[150]) - Number(a[150])).toBeCloseTo(0.01, 12)
  })

  it('reopens in full after dates without a beta', () => {
    const holed = Array.from(MARKET, (value, t) => (t >= 30 && t < 145 ? null : value))
    const hedged = hedgedNet(net, holed)
    const opening = hedged.findIndex((value, t) => t >= 145 && value !== null)
    expect(hedged.slice(145, opening).every((value) => value === null)).toBe(true)
    const free = hedgedNet(net, holed, { tradingCostBps: 0 })
    const paid = Number(free[opening]) - Number(hedged[opening])
    const ratio = (net[opening] - Number(free[opening])) / MARKET[opening]
    expect(paid).toBeCloseTo(5e-4 * Math.abs(ratio), 12)
  })

  it('is missing where the market is missing or constant', () => {
    const holed = Array.from(MARKET, (value, t) => (t === 30 ? null : value))
    expect(hedgedNet(net, holed)[30]).toBeNull()
    expect(hedgedNet(net, holed)[31]).not.toBeNull()
    expect(hedgedNet(net, new Float64Array(200))[199]).toBeNull()
  })
})

describe('explained variance', () => {
  const returns = [
    [0.01, 0.02],
    [-0.01, 0],
    [0.02, -0.02],
    [0, 0.01],
  ]
  const residuals = returns.map(([a, b]) => [0.5 * a, 0.8 * b])
  const days = returns.map((row, t) => ({ returns: row, residuals: residuals[t] }))

  it('OB-5: is per asset over time, averaged', () => {
    expect(explainedVariance(days)).toBeCloseTo(0.555, 12)
  })

  it('uses only assets present on every date', () => {
    const holed = days.map((day, t) => (t === 2 ? { ...day, residuals: [0.01, null] } : day))
    expect(explainedVariance(holed)).toBeCloseTo(0.75, 12)
    const cut = days.map((day, t) => (t === 3 ? { ...day, residuals: [0] } : day))
    expect(explainedVariance(cut)).toBeCloseTo(0.75, 12)
    expect(explainedVariance(days.slice(0, 1))).toBeNull()
    expect(explainedVariance(days.map(() => ({ returns: [0], residuals: [0] })))).toBeNull()
  })
})

describe('measures', () => {
  const rows = Array.from(NET.subarray(0, 60), (net, t) => ({
    date: `day ${t}`,
    gross: net + 0.0004,
    turnover: 0.7,
    shortExposure: 0.5,
  }))
  const market = MARKET.subarray(0, 60)
  const pnl = pnlOf(rows)
  const measures = measuresOf({
    pnl,
    market,
    hedgedNet: hedgedNet(
      pnl.map((r) => r.net),
      market,
    ),
  })

  it('equal the reference values', () => {
    expect(measures.days).toBe(60)
    expect(measures.grossSharpe).toBeCloseTo(15.554727740514206, 8)
    expect(measures.netSharpe).toBeCloseTo(6.994024582894664, 8)
    expect(measures.meanNet).toBeCloseTo(0.08235277698284531, 12)
    expect(measures.meanGross).toBeCloseTo(0.08235277698284531 + 0.0004 * 252, 12)
    expect(measures.volatility).toBeCloseTo(0.01177473370400443, 12)
    expect(measures.maxDrawdown).toBeCloseTo(0.00133011445698949, 12)
    expect(measures.marketBeta).toBeCloseTo(0.004649283118619718, 12)
    expect(measures.turnover).toBeCloseTo(0.7, 12)
    expect(measures.shortExposure).toBeCloseTo(0.5, 12)
  })

  it('OB-3: at the break-even cost the mean net return is 0', () => {
    const tradingCostBps = Number(measures.breakEvenCostBps)
    const net = pnlOf(rows, { tradingCostBps, shortCostBps: 1 }).map((row) => row.net)
    expect(mean(net)).toBeCloseTo(0, 15)
  })

  it('are null where they are undefined', () => {
    const none = measuresOf({ pnl: [], hedgedNet: [], market: [] })
    expect(none.days).toBe(0)
    expect(Object.values(none).slice(1)).toEqual(new Array(18).fill(null))
    const flat = measuresOf({
      pnl: pnlOf([
        { date: 'a', gross: 0, turnover: 0, shortExposure: 0 },
        { date: 'b', gross: 0, turnover: 0, shortExposure: 0 },
      ]),
      hedgedNet: [null, null],
      market: [0.01, null],
    })
    expect(flat).toMatchObject({
      netSharpe: null,
      hedgedNetSharpe: null,
      volatility: 0,
      breakEvenCostBps: null,
      marketBeta: null,
      meanNet: 0,
    })
  })
})
