import { describe, expect, it } from 'vitest'
import { canonicalJson, sha256 } from '../../../src/lib/hash.js'
import { strategies, strategyByName } from '../../../src/registry/registry.js'
import { storedSettings } from '../../../src/registry/stored-settings.js'

/** The first configurations that runs were stored under: never to change. */
const FIRST = {
  'attention-longconv': {
    factorCount: 8,
    width: 32,
    init: 'fan-in',
    ridge: 0.001,
    lookback: 30,
    hidden: 32,
    input: 'cumulative',
    scaling: 'percent',
    squash: 0.001,
    dropout: 0.1,
    detach: false,
    explainedVarianceWeight: 4.8,
    hedgedLoss: true,
    tradingCostBps: 5,
    shortCostBps: 1,
    trainingCostMultiple: 2,
    blockDays: 63,
    epochs: 15,
    learningRate: 0.01,
    weightDecay: 0.05,
    clipNorm: 1,
    validationYears: 0,
    patience: 5,
  },
  'pca-ou': {
    factorCount: 8,
    window: 252,
    loadingWindow: 252,
    lookback: 30,
    entry: 1.25,
    minimumRSquared: 0.25,
    memory: false,
    exitLong: 0.5,
    exitShort: 0.75,
  },
}

describe('the settings that a run stores', () => {
  it.each(Object.entries(FIRST))('of %s do not change, at the defaults', async (name, first) => {
    const strategy = await strategyByName(name)
    const stored = storedSettings(strategy, strategy.parseConfig({}))
    expect(stored).toEqual(first)
    expect(sha256(canonicalJson(stored))).toBe(sha256(canonicalJson(first)))
  })

  it('contain only values that differ from the defaults, and restore the whole configuration', async () => {
    const attention = await strategyByName('attention-longconv')
    const config = attention.parseConfig({ rebalance: 'W', trainingLag: 1, noShort: ['A'] })
    const stored = storedSettings(attention, config)
    expect(stored).toEqual({
      ...FIRST['attention-longconv'],
      rebalance: 'W',
      trainingLag: 1,
      noShort: ['A'],
    })
    for (const { load } of strategies) {
      const strategy = await load()
      const parsed = strategy.parseConfig({ tradeSpeed: 0.5 })
      expect(strategy.parseConfig(storedSettings(strategy, parsed))).toEqual(parsed)
    }
  })
})
