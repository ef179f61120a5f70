import { describe, expect, it } from 'vitest'
import { epochOf, sharpeEpoch } from '../../../src/training/epochs.js'

describe('measures of an epoch', () => {
  it('are annualised where they are Sharpe ratios, and unchanged otherwise', () => {
    const { netSharpe, grossSharpe, ...others } = sharpeEpoch([-0.3, 0.1, 0.2, 0.7, 0.4], 3.5)
    expect(netSharpe).toBeCloseTo(0.1 * Math.sqrt(252), 12)
    expect(grossSharpe).toBeCloseTo(0.2 * Math.sqrt(252), 12)
    expect(others).toEqual({
      loss: -0.3,
      turnover: 0.7,
      explainedVariance: 0.4,
      effectiveFactors: 3.5,
      metrics: [],
    })
  })

  it('are null where a method has none, and a method’s own are by name', () => {
    expect(epochOf({ loss: 1.5, metrics: { kl: 0.02, perplexity: 45 } })).toEqual({
      loss: 1.5,
      netSharpe: null,
      grossSharpe: null,
      turnover: null,
      explainedVariance: null,
      effectiveFactors: null,
      metrics: [
        { name: 'kl', value: 0.02 },
        { name: 'perplexity', value: 45 },
      ],
    })
  })
})
