import { describe, expect, it } from 'vitest'
import { excessOverHold, tradesAYear } from '../../../bench/storm/agent-figures.js'
import { type StormFigures, secondsAWindow, stormBars } from '../../../bench/storm/bars.js'
import { figuresOf } from '../../../bench/storm/codebook-figures.js'
import { stormPlan } from '../../../bench/storm/plan.js'
import { PRINTED, PRINTED_TRADING } from '../../../bench/storm/printed.js'
import { accountsOfPredictions } from '../../../bench/storm/published-book.js'
import { barVariance } from '../../../bench/storm/reconstruction.js'
import { paperPart } from '../../../bench/storm/wealth-tables.js'
import type { CodebookMeasures } from '../../../src/codebook/codebook-measures.js'
import { strategyByName } from '../../../src/registry/registry.js'

describe('the planned rows', () => {
  it.each(['dj30', 'sp500'])('of %s have unique ids and valid settings', async (dataset) => {
    const { rows } = stormPlan(dataset)
    expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length)
    for (const { strategy, settings } of rows) {
      const { parseConfig } = await strategyByName(strategy)
      parseConfig({ ...settings })
    }
  })

  it('repeat STORM, its ablations and baselines, larger codebooks and agents on the paper’s dates, of the DJ30 alone', () => {
    const paper = stormPlan('dj30').rows.filter(({ window }) => window)
    expect(paper.map(({ model }) => model)).toEqual([
      'equal-weight',
      'ridge',
      'factor-vae',
      'storm',
      'storm-without-ts',
      'storm-without-cs',
      'storm-256',
      'storm-512',
      'agents-hold',
      'agents-ppo',
      'agents-dqn',
      'agents-sac',
    ])
    expect(paper[0]?.window?.split.train).toEqual({ from: '2008-04-01', to: '2021-03-31' })
    expect(stormPlan('sp500').rows.some(({ window }) => window)).toBe(false)
  })

  it('compare on the dates that a page has in common with the paper, else on its own', () => {
    const of = (from: string, to: string) => paperPart({ from, to })
    expect(of('2017-01-01', '2024-12-31')).toEqual({ from: '2021-04-01', to: '2024-03-28' })
    expect(of('2022-01-01', '2022-12-31')).toEqual({ from: '2022-01-01', to: '2022-12-31' })
    expect(of('2017-01-01', '2020-12-31')).toEqual({ from: '2017-01-01', to: '2020-12-31' })
  })
})

describe('the printed tables', () => {
  it('have three years of growth: CW = (1 + APY)³', () => {
    const pairs = PRINTED.flatMap(({ of }) => [of.DJ30.wealth, of['S&P 500'].wealth])
    const trading = [...PRINTED_TRADING.values()].map(({ apy, cw }) => [apy, cw] as const)
    for (const [apy, cw] of [...pairs, ...trading]) {
      expect(Math.abs((1 + apy) ** 3 - cw)).toBeLessThan(0.015)
    }
  })
})

describe('the published book', () => {
  const day = (t: number, mean: number[], value = 0.01) => ({
    date: `2021-04-0${t + 1}`,
    mean: Float32Array.from(mean),
    returns: new Float64Array(mean.length).fill(value),
  })
  const ranks = [9, 8, 7, 6, 5, 4, 3, 2, 1, Number.NaN]

  it('holds the five best, and replaces at most three of them', () => {
    const reversed = [0, 1, 2, 3, 4, 5, 6, 7, 8, Number.NaN]
    const days = [day(0, ranks), day(1, reversed), day(2, reversed)]
    const accounts = accountsOfPredictions(days)
    expect(accounts.map(({ date }) => date)).toEqual(days.map(({ date }) => date))
    const turnovers = accounts.map(({ turnover }) => turnover)
    expect(turnovers[0]).toBeCloseTo(1, 6)
    expect(turnovers[1]).toBeCloseTo((2 * 3) / 5, 6)
    expect(turnovers[2]).toBeCloseTo(2 / 5, 6)
    for (const { gross } of accounts) expect(gross).toBeCloseTo(0.01, 8)
  })

  it('earns the mean of its returns, not their sum', () => {
    const returns = Float64Array.from([0.05, 0, 0, 0, 0, 1, 1, 1, 1, 1])
    const [account] = accountsOfPredictions([{ ...day(0, ranks), returns }])
    expect(account?.gross).toBeCloseTo(0.01, 8)
  })
})

describe('agents', () => {
  const rows = (gross: number[], turnover: number[]) =>
    gross.map((value, t) => ({
      date: `2021-04-0${t + 1}`,
      gross: value,
      turnover: turnover[t] ?? 0,
      shortExposure: 0,
    }))

  it('earn over holding what they earn on its dates, after 1 bp of what both trade', () => {
    const found = excessOverHold(
      rows([0.01, 0.02, 0], [1, 0, 1]),
      rows([0.01, 0.01, 0.01], [1, 0, 0]),
    )
    expect(found?.mean).toBeCloseTo((252 * (0 + 0.01 - 0.01 - 1e-4)) / 3, 12)
    expect(excessOverHold(rows([0.01], [1]), rows([0.01], [1]))).toBeNull()
  })

  it('trade on as many dates a year', () => {
    expect(tradesAYear(rows([0, 0, 0, 0], [1, 0, 0.5, 0]))).toBe(126)
    expect(tradesAYear([])).toBeNull()
  })
})

describe('codebooks over windows', () => {
  const measures = (perplexityTrain: number, marketShareOwnDay: number | null) =>
    ({ size: 64, used: 40, perplexityTrain, marketShareOwnDay }) as CodebookMeasures

  it('have the mean of each number that is known, and the least perplexity', () => {
    const found = figuresOf('CROSS_SECTION', [
      measures(40, 0.8),
      measures(20, 0.6),
      measures(30, null),
    ])
    expect(found).toMatchObject({ windows: 3, perplexityTrain: 30, leastPerplexityTrain: 20 })
    expect(found.shareOwnDay).toBeCloseTo(0.7, 12)
  })

  it('reconstruct bars of a variance over the universe of the train dates', () => {
    const market = {
      dates: ['2008-01-02', '2008-01-03', '2008-01-04'],
      assets: ['A', 'B'],
      universe: Uint8Array.from([1, 1, 1, 0, 1, 1, 1, 1]),
      characteristics: {
        definitions: [{}],
        values: Float32Array.from([1, 3, 5, 99, 99, 99, 99, 99]),
      },
    } as unknown as Parameters<typeof barVariance>[0]
    expect(barVariance(market, { from: '2008-01-01', to: '2008-01-03' })).toBeCloseTo(8 / 3, 10)
  })
})

describe('F14', () => {
  const storm = {
    trainSeconds: 4800,
    run: { seeds: [1, 2, 3] },
    at: () => ({ predictions: { riskRankIC: 0.15 } }),
  } as unknown as StormFigures['storm']
  const codebook = figuresOf('CROSS_SECTION', [
    {
      size: 64,
      used: 50,
      perplexityTrain: 45,
      marketShareOwnDay: 0.79,
      marketShareNextDay: -0.01,
    } as CodebookMeasures,
  ])
  const range = { from: '2017-01-01', to: '2024-12-31' }
  const holds = (more: Partial<StormFigures>) =>
    stormBars({
      storm,
      windows: 8,
      codebooks: [codebook],
      reconstruction: { timeSeries: 0.28, crossSection: 0.54 },
      range,
      ...more,
    }).map((bar) => bar.holds)

  it('is met by the reference, by no slow training and by no collapsed codebook', () => {
    expect(secondsAWindow({ storm, windows: 8 })).toBe(200)
    expect(holds({})).toEqual([true, true, true, true, true, true, true])
    expect(holds({ storm: { ...storm, trainSeconds: 9600 } })[0]).toBe(false)
    expect(holds({ reconstruction: { timeSeries: 0.4, crossSection: null } })).toEqual([
      true,
      false,
      false,
      true,
      true,
      true,
      true,
    ])
    const collapsed = { ...codebook, perplexityTrain: 2, shareOwnDay: 0.3, shareNextDay: 0.2 }
    expect(holds({ codebooks: [collapsed] }).slice(3, 6)).toEqual([false, false, false])
  })
})
