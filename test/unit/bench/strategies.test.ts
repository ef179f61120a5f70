import { describe, expect, it } from 'vitest'
import { BASE_ID, cheapestFirst, plannedRows, strategiesPlan } from '../../../bench/strategies/plan.js'
import { PRINTED_POLICIES, PRINTED_TABLES } from '../../../bench/strategies/printed.js'
import { strategies, strategyByName } from '../../../src/registry/registry.js'

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
})
