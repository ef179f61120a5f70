import { describe, expect, it } from 'vitest'
import { accountBooks, toBook } from '../../../src/accounts/account.js'
import { attributeByFactor, attributeByLabel } from '../../../src/accounts/attribution.js'
import { pnlOf } from '../../../src/accounts/pnl.js'

const SECTORS = ['Energy', 'Health', 'Energy', 'Tech']
const RETURNS = [
  [0.01, -0.02, 0.015, null],
  [-0.005, null, 0.01, 0.03],
]
const BOOKS = [
  [0.25, -0.25, 0.5, null],
  [0.5, 0.2, null, -0.3],
].map(toBook)
const BETAS = [
  [
    [0.9, 1.1, 0.8, null],
    [0.1, -0.2, 0.3, null],
  ],
  [
    [1, 1.2, 0.7, 0.9],
    [0.2, -0.1, 0.4, 0.5],
  ],
]
const FACTOR_RETURNS = [
  [0.004, -0.001],
  [-0.002, 0.003],
]
const pnl = pnlOf(
  accountBooks(BOOKS, { returnOf: (day, i) => RETURNS[day][i] ?? NaN }).map((account, i) => ({
    date: `day ${i}`,
    ...account,
  })),
)
const net = pnl.reduce((sum, row) => sum + row.net, 0)
const days = pnl.map(({ gross, cost }, t) => ({
  gross,
  cost,
  book: BOOKS[t],
  betas: BETAS[t],
  factorReturns: FACTOR_RETURNS[t],
  returns: RETURNS[t],
}))
const total = (rows: readonly { contribution: number }[]) =>
  rows.reduce((sum, row) => sum + row.contribution, 0)

describe('attribution', () => {
  it('by factor: exposures, contributions, the residual and costs sum to net', () => {
    const rows = attributeByFactor(days)
    expect(rows.map(({ label }) => label)).toEqual(['factor 0', 'factor 1', 'residual', 'cost'])
    const exposure = [0.25 * 0.9 - 0.25 * 1.1 + 0.5 * 0.8, 0.5 + 0.2 * 1.2 - 0.3 * 0.9]
    expect(rows[0].exposure).toBeCloseTo((exposure[0] + exposure[1]) / 2, 7)
    expect(rows[0].contribution).toBeCloseTo(exposure[0] * 0.004 - exposure[1] * 0.002, 9)
    expect(rows[3].contribution).toBe(-(pnl[0].cost + pnl[1].cost))
    expect(Math.abs(total(rows) - net)).toBeLessThan(1e-15)
  })

  it('by factor: the residual part is w·ε, with 0 for a missing return in ε too', () => {
    let expected = 0
    BOOKS.forEach((book, t) => {
      book.assets.forEach((position, i) => {
        const explained = BETAS[t].reduce(
          (sum, beta, k) => sum + (beta[position] ?? 0) * FACTOR_RETURNS[t][k],
          0,
        )
        expected += book.weights[i] * ((RETURNS[t][position] ?? 0) - explained)
      })
    })
    expect(attributeByFactor(days)[2].contribution).toBeCloseTo(expected, 15)
  })

  it('by sector and by asset: weights as exposures, sums to net', () => {
    const sectors = attributeByLabel(days, (position) => SECTORS[position])
    expect(sectors.map(({ label }) => label)).toEqual(['Energy', 'Health', 'Tech', 'cost'])
    expect(sectors[0].contribution).toBeCloseTo(0.25 * 0.01 + 0.5 * 0.015 - 0.5 * 0.005, 9)
    expect(sectors[0].exposure).toBeCloseTo((0.75 + 0.5) / 2, 7)
    expect(Math.abs(total(sectors) - net)).toBeLessThan(1e-15)

    const assets = attributeByLabel(days, (position) => `asset ${position}`)
    expect(assets).toHaveLength(5)
    expect(assets[1].contribution).toBeCloseTo(0.25 * 0.02, 9)
    expect(Math.abs(total(assets) - net)).toBeLessThan(1e-15)
  })

  it('of no days has only costs of 0', () => {
    expect(total(attributeByFactor([]))).toBe(0)
    expect(attributeByLabel([], String)).toEqual([
      { label: 'cost', exposure: null, contribution: 0 },
    ])
  })
})
