import { describe, expect, it } from 'vitest'
import { PREDICT_ROWS } from '../../../bench/predict/plan.js'
import { stormPlan } from '../../../bench/storm/plan.js'
import { cheapestFirst, strategiesPlan } from '../../../bench/strategies/plan.js'
import { BASE_ID, plannedRows } from '../../../bench/strategies/planned-rows.js'
import { PRINTED_POLICIES, PRINTED_TABLES } from '../../../bench/strategies/printed.js'
import { type RunRow, withRuns } from '../../../bench/walk-forward/runs.js'
import { strategies, strategyByName } from '../../../src/registry/registry.js'
import type { StoredRun } from '../../../src/store/read/runs.js'

describe('the printed tables', () => {
  it('OB-9: every row satisfies |mean / sd − Sharpe ratio| ≤ 0.005', () => {
    for (const [, sharpe, mean, volatility] of PRINTED_TABLES.flat()) {
      // Both are printed with two digits; the ratio of rounded numbers may differ by as much.
      const rounding = 0.005 / volatility + (0.005 * Math.abs(mean)) / volatility ** 2
      expect(Math.abs(mean / volatility - sharpe)).toBeLessThanOrEqual(0.005 + rounding)
    }
    expect(PRINTED_TABLES.map(({ length }) => length)).toEqual([7, 8, 8])
  })

  it('net is gross less costs: their means differ by the cost of a turnover of at most 1.2', () => {
    for (const [, , mean, , , netMean] of PRINTED_TABLES.flat()) {
      const turnover = ((mean - netMean) / 252 - 0.01 * 0.5) / 0.05
      expect(turnover).toBeGreaterThan(0.3)
      expect(turnover).toBeLessThan(1.2)
    }
  })
})

describe('table I of Deep Learning Statistical Arbitrage', () => {
  it('has means over sds that are the printed ratios, to their digits', () => {
    for (const { famaFrench, pca, ipca } of PRINTED_POLICIES) {
      for (const [sharpe, mean, volatility] of [famaFrench, pca, ipca]) {
        const rounding = 0.05 / volatility + (0.05 * mean) / volatility ** 2
        expect(Math.abs(mean / volatility - sharpe)).toBeLessThanOrEqual(0.005 + rounding)
      }
    }
  })

  it('names rows of ours that have its factors and its K', async () => {
    const rows = plannedRows({ full: true })
    for (const { ours } of PRINTED_POLICIES) {
      for (const [factors, id] of Object.entries(ours)) {
        const row = rows.find((each) => each.id === id)
        const strategy = await strategyByName(row?.strategy ?? '')
        expect(strategy.info.name.startsWith(factors === 'pca' ? 'pca-' : 'ff-'), id).toBe(true)
        expect(strategy.parseConfig({ ...row?.settings })).toMatchObject({ factorCount: 5 })
      }
    }
  })
})

describe('the planned rows', () => {
  const rows = plannedRows({ full: true })

  it('have unique ids and valid settings', async () => {
    expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length)
    for (const { strategy: name, settings } of rows) {
      expect(
        strategies.some((strategy) => strategy.name === name),
        name,
      ).toBe(true)
      const strategy = await strategyByName(name)
      strategy.parseConfig({ ...settings })
    }
  })

  it('contain the defaults, K 8 for each method of table 2', async () => {
    expect(rows.find(({ id }) => id === BASE_ID)?.settings).toEqual({})
    for (const { strategy: name, factorCount, table } of rows) {
      if (table !== 'methods' || factorCount !== 8) continue
      const strategy = await strategyByName(name)
      expect(strategy.parseConfig({})).toMatchObject({ factorCount: 8 })
    }
  })

  it('the short table has K 1, 8 and 30 of each method', () => {
    const short = plannedRows({ full: false }).filter(({ table }) => table === 'methods')
    expect(short.map(({ id }) => id)).toEqual(
      ['attention', 'pca-longconv', 'pca-ou'].flatMap((id) => [1, 8, 30].map((k) => `${id}-${k}`)),
    )
  })

  it('of predictors are the runs of bench:predict and bench:storm', () => {
    const identity = ({ strategy, settings, seeds }: RunRow) => ({ strategy, settings, seeds })
    const known = [...PREDICT_ROWS, ...stormPlan('sp500').rows].map(identity)
    for (const row of rows.filter(({ table }) => table === 'predictors')) {
      expect(known).toContainEqual(identity(row))
    }
  })

  it('are computed with the cheapest first, and each is computed', () => {
    const ordered = cheapestFirst(rows)
    const minutes = ordered.filter(({ blends }) => !blends).map((row) => row.minutes ?? Number.NaN)
    expect(minutes).toEqual([...minutes].sort((a, b) => a - b))
    expect(minutes.every((value) => value > 0)).toBe(true)
    expect(new Set(ordered)).toEqual(new Set(rows))
  })

  it('that blend others come after them, and get the ids of their runs', () => {
    const ordered = cheapestFirst(rows)
    const blends = ordered.flatMap((row, at) => (row.blends ? [{ row, at }] : []))
    expect(blends.length).toBeGreaterThan(0)
    for (const { row, at } of blends) {
      for (const id of row.blends ?? []) {
        expect(ordered.findIndex((each) => each.id === id)).toBeOneOf([...Array(at).keys()])
      }
    }
    const [{ row: pair }] = blends as [(typeof blends)[0]]
    const complete = (id: string) => {
      const row = rows.find((each) => each.id === id) as RunRow
      return { row, run: { id: `run of ${id}` } as StoredRun }
    }
    expect(withRuns(pair, [complete('ridge'), complete(BASE_ID)]).settings).toEqual({
      runs: [`run of ${BASE_ID}`, 'run of ridge'],
    })
    expect(withRuns(pair, [complete(BASE_ID)]).settings).toEqual({ runs: [`run of ${BASE_ID}`] })
    expect(withRuns(complete('ridge').row, [])).toBe(complete('ridge').row)
  })

  it('of the Dow 30 leave out what thirty names without sectors and later factors cannot have', () => {
    const dow = strategiesPlan('dj30', { full: true })
    expect(dow).toMatchObject({ from: 2008, to: 2024, apart: { from: '2021-01-01' } })
    for (const { id, strategy, factorCount = 0, settings } of dow.rows) {
      expect(strategy.startsWith('ff-'), id).toBe(false)
      expect(factorCount, id).toBeLessThan(30)
      expect(settings, id).not.toHaveProperty('neutral')
    }
    const sp500 = strategiesPlan('sp500', { full: true })
    expect(sp500).toMatchObject({ from: 2008, to: 2020, apart: null })
    expect(sp500.rows.length).toBeGreaterThan(dow.rows.length)
    const front = dow.rows.filter((row) => row.front).map(({ id }) => id)
    expect(sp500.rows.filter((row) => row.front).map(({ id }) => id)).toEqual(
      expect.arrayContaining(front),
    )
  })
})
