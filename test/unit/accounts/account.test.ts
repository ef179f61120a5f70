import { describe, expect, it } from 'vitest'
import { accountBooks, accountDay, type Book, toBook } from '../../../src/accounts/account.js'
import { costOf, DEFAULT_COST_RATES } from '../../../src/accounts/costs.js'
import { pnlOf } from '../../../src/accounts/pnl.js'

/** OB-2: three assets, three days. */
const BOOKS = [
  [0.5, -0.5, 0],
  [0.25, -0.25, 0.5],
  [-0.2, 0.3, 0.5],
].map(toBook)
const RETURNS = [
  [0.01, 0.02, -0.01],
  [0, 0.01, 0.02],
  [0.03, -0.02, 0.01],
]
const returnOf = (day: number, position: number) => RETURNS[day][position]
const dated = (accounts: ReturnType<typeof accountBooks>) =>
  accounts.map((account, i) => ({ date: `2020-01-0${i + 1}`, ...account }))

describe('accounts', () => {
  it('OB-2: turnover, short exposure, gross, cost and net of the worked path', () => {
    const rows = pnlOf(dated(accountBooks(BOOKS, { returnOf })))
    const expected = [
      [1, 0.5, -0.005, 0.00055, -0.00555],
      [1, 0.25, 0.0075, 0.000525, 0.006975],
      [1, 0.2, -0.007, 0.00052, -0.00752],
    ]
    rows.forEach((row, i) => {
      const actual = [row.turnover, row.shortExposure, row.gross, row.cost, row.net]
      for (const [j, value] of actual.entries()) expect(value).toBeCloseTo(expected[i][j], 7)
    })
    expect(rows[2].cumulativeNet).toBeCloseTo(-0.006095, 8)
    expect(rows[2].cumulativeNet).toBe(rows[0].net + rows[1].net + rows[2].net)
  })

  it('OB-3: Σ net = Σ gross − 5e-4 Σ turnover − 1e-4 Σ short', () => {
    const rows = pnlOf(dated(accountBooks(BOOKS, { returnOf })))
    const total = (key: 'net' | 'gross' | 'turnover' | 'shortExposure') =>
      rows.reduce((sum, row) => sum + row[key], 0)
    expect(total('net')).toBeCloseTo(
      total('gross') - 5e-4 * total('turnover') - 1e-4 * total('shortExposure'),
      15,
    )
  })

  it('OB-4: batches with carried positions equal one pass', () => {
    const whole = accountBooks(BOOKS, { returnOf })
    const first = accountBooks(BOOKS.slice(0, 1), { returnOf })
    const rest = accountBooks(BOOKS.slice(1), {
      previous: BOOKS.slice(0, 1),
      returnOf: (day, position) => returnOf(day + 1, position),
    })
    expect([...first, ...rest]).toEqual(whole)
    const uncarried = accountBooks(BOOKS.slice(1), { returnOf })
    expect(uncarried[1].turnover).toBe(whole[2].turnover)
    expect(accountBooks(BOOKS.slice(2), { returnOf })[0].turnover).toBeCloseTo(1, 7)
  })

  it('lag 1 holds the book decided one day earlier, across a boundary too', () => {
    const lagged = accountBooks(BOOKS, { lag: 1, returnOf })
    expect(lagged[0]).toEqual({ gross: 0, turnover: 0, shortExposure: 0 })
    expect(lagged[1].gross).toBeCloseTo(0.5 * 0 - 0.5 * 0.01, 9)
    expect(lagged[1].turnover).toBe(1)
    expect(lagged[2].gross).toBeCloseTo(0.25 * 0.03 + 0.25 * 0.02 + 0.5 * 0.01, 9)
    const rest = accountBooks(BOOKS.slice(2), {
      lag: 1,
      previous: BOOKS.slice(0, 2),
      returnOf: (day, position) => returnOf(day + 2, position),
    })
    expect(rest).toEqual(lagged.slice(2))
  })

  it('charges leavers on the first date without a weight, and short positions only', () => {
    const held: Book = { assets: Int32Array.of(2, 7), weights: Float32Array.of(0.5, -0.5) }
    const left: Book = { assets: Int32Array.of(3, 7), weights: Float32Array.of(0.25, -0.75) }
    expect(accountDay(left, held, () => 0).turnover).toBe(0.5 + 0.25 + 0.25)
    const empty: Book = { assets: new Int32Array(0), weights: new Float32Array(0) }
    expect(accountDay(empty, held, () => 1)).toEqual({ gross: 0, turnover: 1, shortExposure: 0 })
    expect(accountDay(held, held, () => 0.01)).toMatchObject({ turnover: 0, shortExposure: 0.5 })
    expect(accountDay(held, null, () => 0).turnover).toBe(1)
  })

  it('counts a missing return as 0', () => {
    const book = toBook([0.5, 0.5])
    expect(accountDay(book, null, (i) => (i === 0 ? NaN : 0.02)).gross).toBe(0.01)
  })

  it('reads a book from stored weights, where missing is null or a short tail', () => {
    expect(toBook([null, 0.25, undefined, NaN, -0.75])).toEqual({
      assets: Int32Array.of(1, 4),
      weights: Float32Array.of(0.25, -0.75),
    })
  })

  it('costs 5 bp of turnover and 1 bp of short exposure by default', () => {
    const base = { turnover: 2, shortExposure: 0.5 }
    expect(costOf(base, DEFAULT_COST_RATES)).toBeCloseTo(0.00105, 15)
    expect(costOf(base, { tradingCostBps: 0, shortCostBps: 10 })).toBeCloseTo(0.0005, 15)
  })
})
